"""Telephone numbers as people read them: one form for each, whoever typed it."""

import re

_MOBILE = re.compile(r"(?:(?:\+|00)?86)?(1[3-9]\d)(\d{4})(\d{4})")
_SEPARATORS = re.compile(r"[\s\-()./]+")


def format_phone(text: str | None) -> str:
    """A Chinese mobile number as ``138 0013 8000``; any other number as it was typed."""
    number = (text or "").strip()
    mobile = _MOBILE.fullmatch(_SEPARATORS.sub("", number))
    return " ".join(mobile.groups()) if mobile else number
