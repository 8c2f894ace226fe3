"""Telephone numbers as people read them: one form for each, whoever typed it."""

import re

from .masking import mask_phone

_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d)(\d{4})(\d{4})")
# Area code of two or three digits after the 0, then seven or eight; as it comes from a list, without blanks.
_LANDLINE = re.compile(r"(0(?:10|2\d|[3-9]\d\d))-?(\d{3,4})(\d{4})")
_SEPARATORS = re.compile(r"[\s\-()./]+")
_NO_DIGITS = re.compile(r"\D+")
_COUNTRY_CODE = re.compile(r"0*|(?:00)?[1-9]\d{0,2}0?")


def format_phone(text: str | None) -> str:
    """A Chinese mobile number as ``138 0013 8000``, a landline nobody has spaced as ``0512-6533 0342``.

    Any other number stays as it was typed.
    """
    number = (text or "").strip()
    if mobile := _MOBILE.fullmatch(_SEPARATORS.sub("", number)):
        return " ".join(mobile.groups())
    if landline := _LANDLINE.fullmatch(number):
        area, *rest = landline.groups()
        return f"{area}-{' '.join(rest)}"
    return number


def is_as_shown(value: str | None, number: str | None) -> bool:
    """Whether what comes back from a screen is a person's number as it was shown there, whole or hidden."""
    return value in (format_phone(number), mask_phone(number))


def is_same_number(one: str | None, other: str | None) -> bool:
    """Whether both are the same number, written at home or from abroad: ``0512-6887 3310``, ``+86 512 6887 3310``."""
    digits = sorted((_NO_DIGITS.sub("", text or "") for text in (one, other)), key=len)
    short, long = digits[0].lstrip("0"), digits[1]
    return bool(short) and long.endswith(short) and bool(_COUNTRY_CODE.fullmatch(long.removesuffix(short)))
