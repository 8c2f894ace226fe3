"""One way to write what people write in many."""

import re
import unicodedata


def compact(text: str | None, separators: re.Pattern[str]) -> str:
    """Capital half-width characters without separators; doing it twice changes nothing."""
    text, before = text or "", None
    while text != before:
        before = text
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        text = separators.sub("", text).upper()
    return text
