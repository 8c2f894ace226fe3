"""Telephone numbers as people read them: one form for each, whoever typed it."""

import re

_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d)(\d{4})(\d{4})")
_SEPARATORS = re.compile(r"[\s\-()./]+")
_NO_DIGITS = re.compile(r"\D+")
_COUNTRY_CODE = re.compile(r"0*|(?:00)?[1-9]\d{0,2}0?")


def format_phone(text: str | None) -> str:
    """A Chinese mobile number as ``138 0013 8000``; any other number as it was typed."""
    number = (text or "").strip()
    mobile = _MOBILE.fullmatch(_SEPARATORS.sub("", number))
    return " ".join(mobile.groups()) if mobile else number


def is_same_number(one: str | None, other: str | None) -> bool:
    """Whether both are the same number, written at home or from abroad: ``0512-6887 3310``, ``+86 512 6887 3310``."""
    digits = sorted((_NO_DIGITS.sub("", text or "") for text in (one, other)), key=len)
    short, long = digits[0].lstrip("0"), digits[1]
    return bool(short) and long.endswith(short) and bool(_COUNTRY_CODE.fullmatch(long.removesuffix(short)))
