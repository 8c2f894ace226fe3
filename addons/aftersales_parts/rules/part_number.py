"""Part numbers: one number, many spellings. No ORM here."""

import unicodedata

# Shortest piece of a number a search goes to the number index with, and how many digits make it look like one.
MIN_LENGTH = 3
MIN_DIGITS = 2

# Separators that are no dash (Pd) and no space (Z…) in Unicode: dots of all scripts, the minus sign.
_DOTS_AND_MINUS = frozenset(".·•‧∙⋅・。−")


def normalise(number):
    """The key two spellings of one part number share.

    ``06L 115-562.B``, ``06l115562b`` and ``０６Ｌ１１５５６２Ｂ`` are all ``06L115562B``: full-width forms become
    ASCII, letters upper case; dashes, spaces, dots and invisible characters go.

    :param str number: as printed, typed or pasted; may be empty or None
    :return: the key, empty when nothing is left
    :rtype: str
    """
    if not number or number.isascii():  # almost all of them: the same by one look-up table
        return (number or "").translate(_ASCII_SEPARATORS).upper()
    key, previous = number, None
    while key != previous:  # what a separator kept apart may fold once more, an accent onto its letter
        previous = key
        key = "".join(char for char in unicodedata.normalize("NFKC", key).upper() if not _is_separator(char))
    return key


def normalise_code(code):
    """A manufacturer's short code as it is kept: capitals, no space around it.

    :param str code: as typed, may be empty or None
    :rtype: str
    """
    return unicodedata.normalize("NFKC", code or "").upper().strip()


def looks_like_number(text):
    """Whether a search text may be (a piece of) a part number: a few characters, digits among them, nothing but ASCII.

    :param str text: what somebody typed
    :rtype: bool
    """
    key = normalise(text)
    return key.isascii() and len(key) >= MIN_LENGTH and sum(char.isdigit() for char in key) >= MIN_DIGITS


def _is_separator(char):
    return char in _DOTS_AND_MINUS or unicodedata.category(char) in {"Pd", "Zs", "Zl", "Zp", "Cc", "Cf"}


_ASCII_SEPARATORS = dict.fromkeys(code for code in range(128) if _is_separator(chr(code)))
