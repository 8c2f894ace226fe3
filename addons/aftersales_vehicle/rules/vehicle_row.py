"""What a cell of a vehicle list says."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from odoo.addons.aftersales_base.rules import tabular

from . import odometer, plate, search_keys, vin

NOTHING = frozenset({"-", "--", "—", "/", "n/a", "na", "none", "null", "unknown", "无", "未知", "不详", "空"})
NO_PLATE = frozenset({"待上牌", "未上牌", "未挂牌", "无牌", "无牌照", "无号牌"})
MILE_UNITS = frozenset({"mi", "mile", "miles", "英里", "哩"})
KM_UNITS = frozenset({"km", "kms", "公里", "千米", "kilometres", "kilometers", ""})
HIGHEST_KM = 9_999_999
OLDEST_YEAR, NEWEST_YEAR = 1900, 2100

_HAN_PERSON = re.compile(r"[\u3400-\u9fff·]{2,4}")
_COMPANY = re.compile(
    r"公司|集团|中心|银行|局$|厂$|\b(?:inc|llc|ltd|co|corp|corporation|company|gmbh|bank|services)\b",
    re.IGNORECASE,
)


class CellError(Exception):
    """A cell that cannot be read.

    :param key: the field
    :param text: what stands there
    :param problem: ``formula``, else it is none of what the field can be
    """

    def __init__(self, key: str, text: str, problem: str = ""):
        super().__init__(f"{key}: {text}")
        self.key, self.text, self.problem = key, text, problem


class Person(NamedTuple):
    """Somebody named in a list; the same name with the same phone digits is the same person."""

    name: str
    phone: str

    @property
    def key(self) -> tuple[str, str]:
        return name_key(self.name), search_keys.phone_digits(self.phone)

    @property
    def is_identified(self) -> bool:
        """Whether two rows that say the same mean the same: a Chinese personal name alone does not."""
        return bool(self.key[1]) or not _HAN_PERSON.fullmatch(self.name)

    @property
    def is_company(self) -> bool:
        return bool(_COMPANY.search(self.name))


class VehicleRow(NamedTuple):
    """A row of a vehicle list, read."""

    number: int
    vin: str
    car: dict[str, str | int | date]
    masters: tuple[str, str, str, str]
    owner: Person | None
    seller: Person | None
    driver: Person | None
    day: date | None
    km: int | None


def read(number: int, cells: Mapping[str, str], unit: str = "km", is_day_first: bool = False) -> VehicleRow:
    """Read the cells of a row, by field.

    :param unit: ``km`` or ``mi``, for mileages that do not say it
    :raise CellError: a cell cannot be read; a wrong VIN is left to the one who knows the rules of the store
    """
    given = read_given(cells)
    car = {
        "plate": _read_plate(given.get("plate")),
        "engine_no": given.get("engine_no"),
        "colour": given.get("colour"),
        "model_year": _read_year(given.get("model_year")),
        "invoice_date": _read_day("invoice_date", given, is_day_first),
    }
    return VehicleRow(
        number=number,
        vin=vin.normalise(given.get("vin")),
        car={key: value for key, value in car.items() if value},
        masters=tuple(given.get(key, "") for key in ("brand", "series", "model", "variant")),
        owner=_read_person(given, "owner", "phone"),
        seller=_read_person(given, "seller", "seller_phone"),
        driver=_read_person(given, "driver", "driver_phone"),
        day=_read_day("date", given, is_day_first),
        km=_read_km(given.get("odometer"), unit),
    )


def read_given(cells: Mapping[str, str]) -> dict[str, str]:
    """The cells that say something, in single blanks.

    :raise CellError: a formula stands in one, whose text is no name of anything
    """
    given = {key: " ".join(text.split()) for key, text in cells.items() if text.casefold() not in NOTHING}
    for key, text in given.items():
        if tabular.is_formula(text):
            raise CellError(key, text, "formula")
    return given


def merge(rows: list[VehicleRow]) -> dict[str, str | int | date]:
    """What the rows of one car say about it together: the newest word counts, by date, then by row."""
    merged = {}
    for row in sorted(rows, key=age):
        merged |= row.car
    return merged


def merge_masters(rows: list[VehicleRow]) -> tuple[str, str, str, str]:
    """Brand to variant of the newest row that names a brand or model; parts of two rows are never mixed."""
    named = [row.masters for row in sorted(rows, key=age) if any(row.masters)]
    return named[-1] if named else ("", "", "", "")


def age(row: VehicleRow) -> tuple[date, int]:
    """Sorts the rows of one car, oldest first; a row without a date is taken as old."""
    return row.day or row.car.get("invoice_date") or date.min, row.number


@lru_cache(maxsize=8192)
def name_key(name: str) -> str:
    """The same for all spellings of a name that differ in case or blanks only."""
    return " ".join(name.lower().split())


def _read_person(given: Mapping[str, str], name_field: str, phone_field: str) -> Person | None:
    name, phone = given.get(name_field), given.get(phone_field, "")
    return Person(name or phone, phone) if name or phone else None


def _read_plate(text: str | None) -> str:
    number = plate.normalise(text)
    return "" if number in NO_PLATE else number


def _read_day(key: str, given: Mapping[str, str], is_day_first: bool) -> date | None:
    text = given.get(key)
    if not text:
        return None
    try:
        return tabular.parse_date(text, is_day_first)
    except ValueError as error:
        raise CellError(key, text) from error


def _read_year(text: str | None) -> int | None:
    if not text:
        return None
    match = re.match(r"(\d{4})(?:\.0+)?\s?(?:年|款|年款)?$", text)
    if not match or not OLDEST_YEAR <= int(match[1]) <= NEWEST_YEAR:
        raise CellError("model_year", text)
    return int(match[1])


def _read_km(text: str | None, unit: str) -> int | None:
    """A mileage in km; a placeholder stays the placeholder it is, in whatever unit."""
    if not text:
        return None
    try:
        number, written_unit = tabular.parse_number(text)
    except ValueError as error:
        raise CellError("odometer", text) from error
    if written_unit not in MILE_UNITS | KM_UNITS or number < 0:
        raise CellError("odometer", text)
    is_miles = written_unit in MILE_UNITS or (unit == "mi" and not written_unit)
    km = round(number) if odometer.is_placeholder(number) or not is_miles else odometer.km_from_miles(number)
    if km > HIGHEST_KM:
        raise CellError("odometer", text)
    return km
