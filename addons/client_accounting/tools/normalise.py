"""What remains of a name, a phone number, ... once the way of writing is taken away.

Two spellings of one thing give the same text. Nothing here knows a database.
"""

import re
import unicodedata
from contextlib import suppress

import phonenumbers

CYRILLIC = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
ROMAN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
SOUND = dict(zip(CYRILLIC, ROMAN.replace("-", "").split(" "), strict=True))
#: capitals of the two scripts that look the same, in the same order
LOOK_CYRILLIC, LOOK_LATIN = "АВЕКМНОРСТУХ", "ABEKMHOPCTYX"
TO_LATIN = str.maketrans(LOOK_CYRILLIC + "Ё", LOOK_LATIN + "E")
TO_CYRILLIC = str.maketrans(LOOK_LATIN, LOOK_CYRILLIC)
#: Latin letters that Unicode does not take apart
LETTERS = str.maketrans(
    {"ß": "SS", "Ø": "O", "Ł": "L", "Æ": "AE", "Œ": "OE", "Đ": "D", "Ð": "D", "Þ": "TH"}
)

LEGAL_PHRASES = (
    "публичное акционерное общество",
    "закрытое акционерное общество",
    "открытое акционерное общество",
    "непубличное акционерное общество",
    "акционерное общество",
    "общество с ограниченной ответственностью",
    "индивидуальный предприниматель",
    "товарищество с ограниченной ответственностью",
    "limited liability company",
    "public limited company",
    "gesellschaft mit beschränkter haftung",
    "sp z o o",
    "sp z oo",
    "s p a",
    "a s",
)
#: before or after the name
LEGAL_RUSSIAN = (
    "ооо оао пао зао нао ао ип чп тоо тов ано нко гуп муп фгуп гбу мбу пбоюл кфх пк ск"
)
#: after the name only: "AS Roma" and "Co-op" are names
LEGAL_FOREIGN = (
    "ltd limited llc llp lp plc inc incorporated corp corporation co company gmbh mbh "
    "ag kg kgaa ohg ug ev eg sa sas sarl sasu srl spa snc bv nv oy oyj ab as asa aps "
    "sro doo dd kft zrt nyrt spzoo sl slu sau ltda pty pte bhd sdn kk cv pvt"
)
STREET_WORDS = (
    "улица ул проспект просп пр пер переулок площадь пл шоссе ш набережная наб бульвар "
    "бул б р проезд дом д строение стр корпус корп к офис оф квартира кв литера лит "
    "street str st road rd avenue ave av lane ln drive dr boulevard blvd square sq "
    "suite ste building bldg house apt apartment unit floor fl no"
)
DOTTED = re.compile(r"\b(?:\w\.){2,}")
NUMBER_BETWEEN = re.compile(r"[;,/\n]| или | or ", re.IGNORECASE)
EMAIL = re.compile(r"[^\s<>,;:\"()]+@[^\s<>,;:\"()]+\.[^\s<>,;:\"()]+")
INN_KPP = re.compile(r"^\D*(\d{10})\D+\d{9}\D*$")
#: domains of one post office
MAIL_DOMAINS = {"googlemail.com": "gmail.com", "ya.ru": "yandex.ru"}


def read_token(token):
    """The readings of a word in capitals, as Latin in small letters.

    One, or two where a Cyrillic word could be a Latin one by its looks.
    """
    cyrillic = {letter for letter in token if "А" <= letter <= "Я" or letter == "Ё"}
    if not cyrillic:
        return (_plain(token),)
    latin = {letter for letter in token if "A" <= letter <= "Z"}
    looks = _plain(token.translate(TO_LATIN))
    if cyrillic - {*LOOK_CYRILLIC, "Ё"}:
        return (_sound(token.translate(TO_CYRILLIC) if latin else token),)
    if latin - set(LOOK_LATIN):
        return (looks,)
    sound = _sound(token.translate(TO_CYRILLIC))
    if sound == looks or len(token) < 2:
        return (sound,)
    return (sound, looks)


def _plain(token):
    text = unicodedata.normalize("NFKD", token.translate(LETTERS))
    return "".join(char for char in text if not unicodedata.combining(char)).lower()


def _sound(token):
    return _plain("".join(SOUND.get(char, char) for char in token.lower()))


def words(text):
    """Words in capitals, without punctuation; `О.О.О.` is one word."""
    text = unicodedata.normalize("NFKC", text or "").upper()
    text = DOTTED.sub(lambda found: found[0].replace(".", "") + " ", text)
    text = re.sub(r"['’`ʼ\"«»“”„]", "", text.replace("&", " AND "))
    return re.findall(r"[^\W_]+", text)


def _fold(text):
    return [read_token(word)[0] for word in words(text)]


PHRASES = tuple(tuple(_fold(phrase)) for phrase in LEGAL_PHRASES)
AROUND = frozenset(_fold(LEGAL_RUSSIAN)) | frozenset(
    read_token(word)[-1] for word in words(LEGAL_RUSSIAN)
)
BEHIND = frozenset(_fold(LEGAL_FOREIGN)) | AROUND | {"and"}
#: also in their spelling with Latin look-alikes
STREET = frozenset(
    reading for word in words(STREET_WORDS) for reading in read_token(word)
)


def _without_legal_form(readings):
    kept = list(readings)
    for phrase in PHRASES:
        size = len(phrase)
        if tuple(reading[0] for reading in kept[:size]) == phrase:
            kept = kept[size:]
        elif tuple(reading[0] for reading in kept[-size:]) == phrase:
            kept = kept[:-size]
    while len(kept) > 1 and not BEHIND.isdisjoint(kept[-1]):
        kept.pop()
    while len(kept) > 1 and not AROUND.isdisjoint(kept[0]):
        kept.pop(0)
    return [reading for reading in kept if reading[0] != "and"] or readings


def name_readings(name):
    """Spelling-free readings of a name: one text, or two (by sound, by looks).

    Case, punctuation, diacritics, order of words and the legal form do not matter.
    """
    readings = [read_token(word) for word in words(name)]
    if not readings:
        return ()
    kept = _without_legal_form(readings)
    found = (" ".join(sorted(reading[index] for reading in kept)) for index in (0, -1))
    return tuple(dict.fromkeys(found))


def skeleton(token):
    """A word without vowels, doubled letters and variants of transliteration."""
    if token.isdigit():
        return token
    text = token
    for old, new in (
        ("shch", "s"), ("sch", "s"), ("sh", "s"), ("zh", "s"), ("kh", "h"),
        ("ph", "f"), ("ck", "k"), ("ts", "c"), ("tz", "c"), ("x", "ks"),
        ("w", "v"), ("z", "s"), ("c", "k"), ("y", "i"), ("j", "i"),
    ):  # fmt: skip
        text = text.replace(old, new)
    text = text[0] + re.sub(r"[aeiouh]", "", text[1:])
    return re.sub(r"(.)\1+", r"\1", text)


def name_tokens(reading):
    """Skeletons of the words of a reading that have three letters or more."""
    return tuple(
        sorted({skeleton(token) for token in reading.split() if len(token) >= 3})
    )


def phones(text, region=None):
    """Numbers as E.164, in the order written.

    What is no number of any country gives its digits, if there are seven or more.

    :param region: ISO code of the country whose numbers need no prefix
    """
    return tuple(dict.fromkeys(filter(None, _phones(text or "", region))))


def _phones(text, region):
    whole = _phone(text, region) if not NUMBER_BETWEEN.search(text) else ""
    if whole:
        yield whole
        return
    for part in NUMBER_BETWEEN.split(text):
        yield _phone(part, region)


def _phone(text, region):
    digits = re.sub(r"\D", "", text)
    if len(digits) < 7 or len(set(digits)) == 1:
        return ""
    with suppress(phonenumbers.NumberParseException):
        number = phonenumbers.parse(text, region or None)
        if phonenumbers.is_possible_number(number):
            form = phonenumbers.PhoneNumberFormat.E164
            return phonenumbers.format_number(number, form)
    return digits


def emails(text):
    """Addresses in small letters, without what one mailbox may vary (`+tag`)."""
    found = []
    for address in EMAIL.findall((text or "").lower()):
        local, _at, domain = address.rpartition("@")
        domain = MAIL_DOMAINS.get(domain.rstrip("."), domain.rstrip("."))
        local = local.partition("+")[0] or local
        if domain == "gmail.com":
            local = local.replace(".", "")
        found.append(f"{local}@{domain}")
    return tuple(dict.fromkeys(found))


def tax_number(text):
    """Letters and digits of a VAT number without prefix of country, or ``""``.

    Of a Russian number with KPP the INN counts. Placeholders give nothing.
    """
    if match := INN_KPP.match(text or ""):
        return match[1]
    return _number(re.sub(r"^[A-Z]{2}(?=[A-Z]?\d{5})", "", _alnum(text)))


def registry_number(text):
    """Letters and digits of a company registry number; placeholders give nothing."""
    return _number(_alnum(text))


def _alnum(text):
    text = unicodedata.normalize("NFKC", text or "").upper().translate(TO_LATIN)
    return re.sub(r"[^A-Z0-9]", "", text)


def _number(text):
    digits = [char for char in text if char.isdigit()]
    return text if len(text) >= 5 and len(set(digits)) > 1 else ""


def address(street, zip_code, city):
    """Place and street with number as one text; ``""`` without street or number."""
    tokens = [
        token
        for word in words(street)
        for token in [read_token(word)[0]]
        if token not in STREET
    ]
    place = _alnum(zip_code).lower() or " ".join(_fold(city))
    if not place or len(tokens) < 2 or not re.search(r"\d", " ".join(tokens)):
        return ""
    return f"{place}|{' '.join(sorted(tokens))}"
