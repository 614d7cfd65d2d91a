"""A deal in the text of a mail: lines such as `Client: Northern Mills`."""

from .deal_file import NAMES

#: Where a quoted mail or a signature begins: what follows is not read.
ENDS = ("-- ", "--", "-----Original Message-----")
MAX_LINES = 200


def read(subject, text):
    """Read what a partner writes of a client and a need.

    Lines that begin with a known name and a colon are fields, all other lines are the
    description. Without such a line the subject of the mail is the need.

    :param str subject: of the mail
    :param str text: its body, plain
    :return: ``{field: text}``
    """
    texts, rest = {}, []
    for line in text.splitlines()[:MAX_LINES]:
        if line.rstrip() in ENDS or line.startswith(">"):
            break
        name, colon, value = line.strip().strip("*").partition(":")
        field = NAMES.get(name.strip(" *").lower()) if colon else None
        if field and field not in texts and value.strip(" *"):
            texts[field] = value.strip(" *")
        else:
            rest.append(line.strip())
    words = "\n".join(rest).strip()
    if words:
        texts["description"] = "\n".join(
            filter(None, (texts.get("description"), words))
        )
    subject = " ".join((subject or "").split())
    if subject:
        texts.setdefault("subject", subject)
    return texts
