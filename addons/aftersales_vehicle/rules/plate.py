"""Chinese number plates (GA 36): one way to write each, and which kind it is, without a database."""

import re
from typing import Literal, NamedTuple

from .writing import compact

Kind = Literal[
    "standard",
    "new_energy",
    "new_energy_large",
    "trailer",
    "learner",
    "police",
    "hong_kong",
    "macau",
    "embassy",
    "consulate",
    "armed_police",
    "military",
    "temporary",
    "emergency",
    "test_drive",
    "oversize",
    "agricultural",
    "unknown",
]

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

_SEPARATORS = re.compile(r"[\s\-_.·•‧∙⋅・･ᐧ、,']+")
_SERIAL = "A-HJ-NP-Z0-9"
_PROVINCE = f"[{PROVINCES}]"
_OFFICE = "[A-HJ-NP-Z]"
_FORMS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form))
    for kind, form in (
        ("new_energy", rf"{_PROVINCE}{_OFFICE}[A-HJK][{_SERIAL}]\d{{4}}"),
        ("new_energy_large", rf"{_PROVINCE}{_OFFICE}\d{{5}}[DF]"),
        ("trailer", rf"{_PROVINCE}{_OFFICE}[{_SERIAL}]{{4}}挂"),
        ("learner", rf"{_PROVINCE}{_OFFICE}[{_SERIAL}]{{4}}学"),
        ("police", rf"{_PROVINCE}[A-HJ-NO-Z][{_SERIAL}]{{4}}警"),
        ("police", rf"{_PROVINCE}O[{_SERIAL}]{{5}}"),
        ("hong_kong", rf"粤Z[{_SERIAL}]{{4}}港"),
        ("macau", rf"粤Z[{_SERIAL}]{{4}}澳"),
        ("consulate", rf"(?:{_PROVINCE}{_OFFICE}[{_SERIAL}]{{4}}|{_PROVINCE}\d{{5}}|\d{{6}})领"),
        ("embassy", r"使\d{6}|\d{6}使"),
        ("armed_police", rf"WJ{_PROVINCE}?[{_SERIAL}]{{5}}[TDSHBXJ]?"),
        ("armed_police", rf"WJ\d{{2}}[{_SERIAL}]{{5}}"),
        ("military", r"[VKHBSLJNGCEZ][A-Z]\d{5}"),
        ("military", r"[军空海北沈兰济南广成][A-Z]\d{5}"),
        ("emergency", rf"{_PROVINCE}[XS]\d{{4}}应急"),
        ("test_drive", rf"{_PROVINCE}{_OFFICE}[{_SERIAL}]{{4}}试"),
        ("oversize", rf"{_PROVINCE}{_OFFICE}[{_SERIAL}]{{4}}超"),
        ("agricultural", rf"{_PROVINCE}\d{{2}}[{_SERIAL}]{{5}}"),
        ("temporary", rf"临.{{3,}}|{_PROVINCE}{_OFFICE}[{_SERIAL}]{{4,5}}临"),
        ("standard", rf"{_PROVINCE}{_OFFICE}[{_SERIAL}]{{5}}"),
    )
)
_POSSIBLE = re.compile(r"[0-9A-Z\u3400-\u9fff]{5,10}")


class Plate(NamedTuple):
    """A plate as we write it, and its kind; ``unknown`` is kept as it is and asked about."""

    text: str
    kind: Kind


def normalise(text: str | None) -> str:
    """Capital half-width characters without blanks, dots and dashes: ``京a·123 45`` is ``京A12345``."""
    return compact(text, _SEPARATORS)


def tidy(text: str | None) -> str:
    """A plate as it is kept; what can be none stays as it was typed, to be refused in these words."""
    return normalise(text) if not normalise(text) or is_possible(text) else text


def parse(text: str | None) -> Plate:
    """Read a plate in any usual way of writing it."""
    plate = normalise(text)
    for kind, form in _FORMS:
        if form.fullmatch(plate):
            return Plate(plate, kind)
    return Plate(plate, "unknown")


def is_known(text: str | None) -> bool:
    return parse(text).kind != "unknown"


def is_possible(text: str | None) -> bool:
    """Whether it could be a plate at all, of whatever kind: letters, digits and characters only, digits among them."""
    plate = normalise(text)
    return bool(_POSSIBLE.fullmatch(plate)) and any(character.isdigit() for character in plate)
