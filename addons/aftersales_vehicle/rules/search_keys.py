"""What a text typed into the vehicle search box can be, so that only those indexes are asked."""

import re
from typing import NamedTuple

from odoo.addons.aftersales_base.rules.pinyin import is_initials

from . import plate, vin

_ASCII = re.compile(r"[A-Z0-9]+")
_PHONE = re.compile(r"\+?[\d\s\-()/.]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PLATE_START = re.compile(rf"(?:[{plate.PROVINCES}][A-Z]|使\d|临|WJ)[^\s]*")
_COUNTRY_CODE = re.compile(r"^(?:00)?86(?=1\d{10}$)")
_VIN_TAIL = range(4, vin.LENGTH)
_PLATE_PART = range(2, 8)
_PLATE_TAIL = range(3, 8)
_PHONE_DIGITS = range(7, 16)
_MOBILE = re.compile(r"(?:86)?1[3-9]\d{9}")
_ENGINE_START = range(6, 21)  # one as long as a VIN is taken for a VIN
_TRIGRAM = 3
_CODE_DIGITS = 3


class SearchKeys(NamedTuple):
    """The keys worth asking; None leaves an index alone."""

    vin: str | None = None
    vin_start: str | None = None
    vin_end: str | None = None
    plate_start: str | None = None
    plate_start_without_province: str | None = None
    plate_end: str | None = None
    phone_end: str | None = None
    name_start: str | None = None
    name_part: str | None = None
    initials: str | None = None
    engine_start: str | None = None

    def __bool__(self) -> bool:
        return any(self)


def read(text: str | None, with_trigrams: bool = False) -> SearchKeys:
    """Decide by the form of what was typed.

    :param with_trigrams: the database can find a part of a name by index; else names are found by their start
    """
    words = " ".join((text or "").split())
    compact = plate.normalise(words)
    if not compact:
        return SearchKeys()
    keys: dict[str, str] = {}
    if _ASCII.fullmatch(compact):
        keys |= _read_vin(compact) | _read_plate_part(compact) | _read_engine(compact)
    elif _PLATE_START.fullmatch(compact):
        keys["plate_start"] = compact
    if phone := _read_phone(words):
        keys["phone_end"] = phone
    if any(character.isalpha() for character in words) and not _is_code(compact):
        keys |= _read_name(words, with_trigrams)
    if " " not in words and is_initials(compact):
        keys["initials"] = compact.lower()
    return SearchKeys(**keys)


def phone_digits(text: str | None) -> str:
    """The digits of a telephone number, without the Chinese country code before a mobile number."""
    return _COUNTRY_CODE.sub("", re.sub(r"\D", "", text or ""))


def has_chinese(text: str | None) -> bool:
    return bool(_HAN.search(text or ""))


def _is_code(compact: str) -> bool:
    """Whether it can be no name: a whole plate, or as many digits as the number of a plate has at the least."""
    digits = sum(character.isdigit() for character in compact)
    return plate.is_known(compact) or (digits >= _CODE_DIGITS and bool(_ASCII.fullmatch(compact)))


def _read_vin(compact: str) -> dict[str, str]:
    if vin.forbidden_characters(compact):
        return {}
    if len(compact) == vin.LENGTH:
        return {"vin": compact}
    if len(compact) not in _VIN_TAIL:
        return {}
    keys = {"vin_end": compact}
    if len(compact) > vin.CHECK_POSITION:
        keys["vin_start"] = compact
    return keys


def _read_plate_part(compact: str) -> dict[str, str]:
    keys = {}
    if compact[0].isalpha() and len(compact) in _PLATE_PART:
        keys["plate_start_without_province"] = compact
    if len(compact) in _PLATE_TAIL and any(character.isdigit() for character in compact):
        keys["plate_end"] = compact
    if _PLATE_START.fullmatch(compact):
        keys["plate_start"] = compact
    return keys


def _read_engine(compact: str) -> dict[str, str]:
    """Engine numbers have digits; shorter texts are the end of a VIN or a plate, eleven digits a mobile number."""
    if len(compact) not in _ENGINE_START or len(compact) == vin.LENGTH or _MOBILE.fullmatch(compact):
        return {}
    return {"engine_start": compact} if any(character.isdigit() for character in compact) else {}


def _read_phone(words: str) -> str | None:
    if not _PHONE.fullmatch(words):
        return None
    digits = phone_digits(words)
    return digits if len(digits) in _PHONE_DIGITS else None


def _read_name(words: str, with_trigrams: bool) -> dict[str, str]:
    if with_trigrams and len(words) >= _TRIGRAM:
        return {"name_part": words}
    return {"name_start": words}
