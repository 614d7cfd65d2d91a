"""What a file from outside must be before anybody looks into it: small enough, of a
kind that is asked for by its name and by its content, with a harmless name."""

import io
import re
import unicodedata
import zipfile

#: Endings that each kind may have, and its type.
KINDS = {
    "pdf": ((".pdf",), "application/pdf"),
    "csv": ((".csv", ".txt"), "text/csv"),
    "xlsx": (
        (".xlsx",),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "png": ((".png",), "image/png"),
    "jpeg": ((".jpg", ".jpeg"), "image/jpeg"),
}
MAX_SIZE = 5 * 1024 * 1024
#: Bytes and number of files that a packed file may hold.
MAX_UNPACKED = 50 * 1024 * 1024
MAX_PACKED = 2000
MAX_NAME = 120
#: In a packed file: programs have no place in a table.
REFUSED_PARTS = re.compile(r"vbaproject|activex/|embeddings/", re.IGNORECASE)


class BadUpload(ValueError):
    """The file is not taken; `kind` says why, `details` what it says of it."""

    def __init__(self, kind, **details):
        super().__init__(kind)
        self.kind = kind
        self.details = details


def check(name, content, kinds, max_size=MAX_SIZE):
    """Check a file from outside.

    :param str name: as the sender calls it
    :param bytes content: read up to ``max_size + 1`` bytes
    :param kinds: keys of ``KINDS`` that are taken
    :param int max_size: in bytes
    :return: ``(clean name, kind, media type)``
    :raise BadUpload: ``empty``, ``size`` (details: ``megabytes``), ``type`` (details:
        ``endings``), ``content`` (details: ``ending``), ``packed``
    """
    if not content:
        raise BadUpload("empty")
    if len(content) > max_size:
        raise BadUpload("size", megabytes=round(max_size / 1024 / 1024, 1))
    clean = clean_name(name)
    found = [kind for kind in kinds if clean.lower().endswith(KINDS[kind][0])]
    if not found:
        endings = sorted(ending for kind in kinds for ending in KINDS[kind][0])
        raise BadUpload("type", endings=", ".join(endings))
    kind = found[0]
    if not _CONTENTS[kind](content):
        raise BadUpload("content", ending=clean[clean.rindex(".") :])
    return clean, kind, KINDS[kind][1]


def clean_name(name):
    """Return a name without path, control and direction characters, 120 at most."""
    name = unicodedata.normalize("NFC", name or "")
    name = re.split(r"[\\/]", name)[-1]
    name = "".join(
        "_" if char in '<>:"|?*' else char
        for char in name
        if unicodedata.category(char)[0] != "C"
    ).strip(" .")
    if len(name) > MAX_NAME:
        stem, dot, ending = name.rpartition(".")
        name = f"{(stem or ending)[: MAX_NAME - 10]}{dot}{ending[:9]}"
    return name or "file"


def _is_text(content):
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return "\0" not in text
    return False


def _is_table(content):
    """A packed table without programs that does not burst when it is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    if (
        len(parts) > MAX_PACKED
        or sum(part.file_size for part in parts) > MAX_UNPACKED
        or any(REFUSED_PARTS.search(part.filename) for part in parts)
    ):
        raise BadUpload("packed")
    names = {part.filename for part in parts}
    return "[Content_Types].xml" in names and "xl/workbook.xml" in names


_CONTENTS = {
    "pdf": lambda content: content.startswith(b"%PDF-"),
    "csv": _is_text,
    "xlsx": _is_table,
    "png": lambda content: content.startswith(b"\x89PNG\r\n\x1a\n"),
    "jpeg": lambda content: content.startswith(b"\xff\xd8\xff"),
}
