"""What a vehicle identification number says by itself (ISO 3779, GB 16735), without a database."""

import re
from typing import Literal

from .writing import compact

LENGTH = 17
CHECK_POSITION = 8  # counted from 0: the ninth character
YEAR_POSITION = 9
PLANT_POSITION = 10
SMALL_MAKER = "9"
LENGTH_SMALL_MAKER = 6

Problem = Literal["length", "charset"]

_SEPARATORS = re.compile(r"[\s\-_.·*]+")
_FORBIDDEN = re.compile(r"[^A-HJ-NPR-Z0-9]")
_VALUES = {
    **{str(digit): digit for digit in range(10)},
    **dict(zip("ABCDEFGH", range(1, 9), strict=True)),
    **dict(zip("JKLMN", range(1, 6), strict=True)),
    "P": 7,
    "R": 9,
    **dict(zip("STUVWXYZ", range(2, 10), strict=True)),
}
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
_YEAR_CYCLE = len(_YEAR_CODES)
_FIRST_YEAR = 1980


def normalise(text: str | None) -> str:
    """Capital half-width letters and digits, without the blanks and dashes people put between them."""
    return compact(text, _SEPARATORS)


def find_problem(vin: str) -> Problem | None:
    """Why a normalised VIN cannot be one; a wrong check digit is no such reason.

    :return: ``length`` (not 17 characters), ``charset`` (I, O, Q or something else than letters and digits), or None
    """
    if forbidden_characters(vin):
        return "charset"
    return None if len(vin) == LENGTH else "length"


def forbidden_characters(vin: str) -> str:
    """Characters a VIN never holds, each once, in order of appearance."""
    return "".join(dict.fromkeys(_FORBIDDEN.findall(vin)))


def check_digit(vin: str) -> str:
    """The check digit a well-formed VIN ought to carry at its ninth place.

    :raise ValueError: the VIN is not well formed
    """
    if problem := find_problem(vin):
        raise ValueError(f"not a VIN ({problem}): {vin!r}")
    remainder = sum(_VALUES[character] * weight for character, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if remainder == 10 else str(remainder)


def has_right_check_digit(vin: str) -> bool:
    return find_problem(vin) is None and vin[CHECK_POSITION] == check_digit(vin)


def model_years(vin: str) -> tuple[int, ...]:
    """The model years the tenth character may stand for, oldest first; empty where it stands for none (U, Z, 0)."""
    if find_problem(vin) or vin[YEAR_POSITION] not in _YEAR_CODES:
        return ()
    first = _FIRST_YEAR + _YEAR_CODES.index(vin[YEAR_POSITION])
    return first, first + _YEAR_CYCLE


def model_year(vin: str, latest: int) -> int | None:
    """The most likely model year of a car.

    The code repeats after 30 years. For cars of North America the seventh character decides (a letter from
    2010 on, 49 CFR 565); elsewhere the newest year that is not after ``latest`` is taken.

    :param latest: newest model year on sale, as a rule next year
    """
    years = [year for year in model_years(vin) if year <= latest]
    if not years:
        return None
    if vin[0] in "12345" and vin[6].isdigit():
        return years[0]
    return years[-1]


def maker(vin: str) -> str:
    """World manufacturer identifier: the first three characters."""
    return vin[:3]


def maker_codes(vin: str) -> tuple[str, ...]:
    """Codes under which a maker may be listed, the most exact first.

    A maker of fewer than 1,000 cars a year has 9 at the third place and three more characters, the twelfth to
    fourteenth, of its own (ISO 3780).
    """
    if vin[2:3] == SMALL_MAKER and len(vin) == LENGTH:
        return maker(vin) + vin[11:14], maker(vin)
    return (maker(vin),)


def plant(vin: str) -> str:
    """The eleventh character: the plant, in the maker's own code."""
    return vin[PLANT_POSITION : PLANT_POSITION + 1]


def tail(vin: str, length: int = 6) -> str:
    """The last characters, by which a workshop calls a car."""
    return vin[-length:]
