"""What a telephone exchange says of a call: checked, in one spelling.

The format is described in the addon's README.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import urlsplit

#: order of the events of a call; a later one is never taken back by an earlier one
EVENTS = ("ringing", "answered", "hangup")
DIRECTIONS = ("in", "out", "internal")
#: bytes of a message
MAX_SIZE = 16 * 1024
#: seconds; nobody speaks longer than a week
MAX_DURATION = 7 * 24 * 3600
CALL_ID = re.compile(r"[\x21-\x7e]{1,128}")
EXTENSION = re.compile(r"[\w.@+*#-]{1,64}", re.ASCII)
NUMBER = re.compile(
    r"(sip:|tel:)?[\w+*#() .@/-]{0,80}|anonymous|unknown|private|restricted",
    re.IGNORECASE | re.ASCII,
)
YEARS = range(2000, 2101)


class CallMessageError(ValueError):
    """What is wrong with a message, in a sentence for whoever connects the exchange."""


@dataclass(frozen=True)
class CallMessage:
    """One event of a call. Times are UTC without zone, duration is in seconds; both are
    None where the exchange did not say."""

    call_id: str
    event: str
    direction: str
    caller: str = ""
    callee: str = ""
    extension: str = ""
    started_at: datetime | None = None
    duration: int | None = None
    recording_url: str = ""

    @property
    def number(self):
        """The number of the other side, as the exchange wrote it."""
        return self.caller if self.direction == "in" else self.callee

    @property
    def own_extension(self):
        """The extension of our side: given, else the short number of our end."""
        if self.extension:
            return self.extension
        own = self.callee if self.direction == "in" else self.caller
        return own if EXTENSION.fullmatch(own) else ""


def parse_call_message(body):
    """Read a message.

    :param bytes body: of the request
    :raises CallMessageError: what is not understood or not allowed
    """
    if len(body) > MAX_SIZE:
        raise CallMessageError(f"The message is larger than {MAX_SIZE} bytes.")
    data = _json_object(body)
    event = _choice(data, "event", EVENTS)
    return CallMessage(
        call_id=_matching(data, "call_id", CALL_ID, required=True),
        event=event,
        direction=_choice(data, "direction", DIRECTIONS),
        caller=_matching(data, "from", NUMBER).strip(),
        callee=_matching(data, "to", NUMBER).strip(),
        extension=_matching(data, "extension", EXTENSION),
        started_at=_moment(data, "started_at"),
        duration=_seconds(data, "duration"),
        recording_url=web_address(_text(data, "recording_url", 2000)),
    )


def web_address(text):
    """An address that a browser may safely be sent to, or ``""`` for none.

    :raises CallMessageError: for any scheme but http and https, and for no host
    """
    text = (text or "").strip()
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        host = None
    if (
        not host
        or parts.scheme.lower() not in ("http", "https")
        or re.search(r"[\s\x00-\x1f\x7f\"'<>\\]", text)
    ):
        raise CallMessageError("The field recording_url is no http or https address.")
    return text


def _json_object(body):
    try:
        data = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise CallMessageError("The message is no JSON in UTF-8.") from None
    if not isinstance(data, dict):
        raise CallMessageError("The message is no JSON object.")
    return data


def _no_constant(_name):
    raise ValueError


def _text(data, name, size):
    value = data.get(name)
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 10**40 else "x" * (size + 1)
    if not isinstance(value, str):
        raise CallMessageError(f"The field {name} is no text.")
    if len(value) > size or "\x00" in value:
        raise CallMessageError(f"The field {name} is longer than {size} characters.")
    return value


def _matching(data, name, pattern, required=False):
    value = _text(data, name, 128)
    if not value:
        if required:
            raise CallMessageError(f"The field {name} is missing.")
        return ""
    if not pattern.fullmatch(value):
        raise CallMessageError(f"The field {name} has characters that do not belong.")
    return value


def _choice(data, name, choices):
    value = _text(data, name, 64)
    if value not in choices:
        raise CallMessageError(f"The field {name} is none of {', '.join(choices)}.")
    return value


def _moment(data, name):
    value = _text(data, name, 64)
    if not value:
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r"[zZ]$", "+00:00", value))
        if moment.tzinfo is None:
            raise CallMessageError(f"The field {name} has no time zone.")
        moment = moment.astimezone(timezone.utc).replace(tzinfo=None, microsecond=0)
    except CallMessageError:
        raise
    except (ValueError, OverflowError):
        raise CallMessageError(f"The field {name} is no ISO 8601 time.") from None
    if moment.year not in YEARS:
        raise CallMessageError(f"The field {name} is out of range.")
    return moment


def _seconds(data, name):
    value = data.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CallMessageError(f"The field {name} is no number of seconds.")
    if not 0 <= value <= MAX_DURATION:
        raise CallMessageError(f"The field {name} is out of range.")
    return int(value)
