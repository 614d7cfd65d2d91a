"""Words that a person meant, in spite of typing errors and endings."""

import re
import unicodedata
from difflib import SequenceMatcher

WORD = re.compile(r"\w+")
#: words that are alike to this extent are the same word written in another way
ALIKE = 0.78
#: shorter words are compared letter by letter only: they are alike too easily
SHORT = 4
#: what is longer is no search for a word
MAX_LENGTH = 100


def words(text):
    """Return the words of a text without case, accents and the dots of "ё"."""
    text = unicodedata.normalize("NFKD", (text or "").casefold())
    return WORD.findall("".join(c for c in text if not unicodedata.combining(c)))


def word_alike(typed, known):
    """Whether a typed word means a known one: its beginning, or nearly the same."""
    if known.startswith(typed):
        return True
    if len(typed) < SHORT or abs(len(typed) - len(known)) > 3:
        return False
    matcher = SequenceMatcher(None, typed, known, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def alike(query, text):
    """Whether each word of the query means a word of the text."""
    typed = words(query[:MAX_LENGTH])
    known = set(words(text))
    return bool(typed) and all(
        any(word_alike(one, other) for other in known) for one in typed
    )
