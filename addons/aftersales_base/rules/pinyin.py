"""First letters of Chinese readings, by which people at a desk look up names: 张伟 is found by ``zw``."""

from functools import lru_cache
from pathlib import Path

_FIRST, _LAST = 0x4E00, 0x9FA5
_UNKNOWN = "."
# A letter per character from U+4E00 on, after the pinyin order of the Unicode CLDR.
_LETTERS = Path(__file__).with_name("pinyin_initials.txt").read_text(encoding="ascii").replace("\n", "")
# Read otherwise as a family name.
_FAMILY_NAMES = dict(
    zip("曾单仇解查区翟乐盖朴种尉召缪宓员黑折繁秘覃冼晁", "zsqxzozygpcysmmyhspbqxc", strict=True),
)


@lru_cache(maxsize=65536)
def initials(text: str | None) -> str:
    """Lower-case first letters of each Chinese character; Latin letters and digits as they are, the rest left out."""
    return "".join(_read(character) for character in text or "")


def name_initials(name: str | None) -> str:
    """As ``initials``, with the first character read as a family name: 曾 is ``z``."""
    first = (name or "").strip()[:1]
    letters = initials((name or "").strip())
    return _FAMILY_NAMES[first] + letters[1:] if first in _FAMILY_NAMES else letters


def is_initials(text: str | None) -> bool:
    """Whether a typed text can be initials: two to eight Latin letters and nothing else."""
    compact = (text or "").strip()
    return 2 <= len(compact) <= 8 and compact.isascii() and compact.isalpha()


def _read(character: str) -> str:
    if _FIRST <= ord(character) <= _LAST:
        letter = _LETTERS[ord(character) - _FIRST]
        return "" if letter == _UNKNOWN else letter
    return character.lower() if character.isascii() and character.isalnum() else ""
