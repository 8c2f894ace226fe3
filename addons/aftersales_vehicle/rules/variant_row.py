"""What a row of a list of variants says."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from odoo.addons.aftersales_base.rules import tabular

from .vehicle_row import CellError, read_given

WORDS = {
    "energy_type": {
        "petrol": "petrol gasoline 汽油",
        "diesel": "diesel 柴油",
        "electric": "electric bev ev 纯电 纯电动 电动",
        "plug_in": "phev plug-in 插电 插混 插电混动 插电式混合动力",
        "range_extender": "erev reev rex 增程 增程式",
        "hybrid": "hev hybrid 混动 油电混动 混合动力",
        "hydrogen": "fcev hydrogen 氢燃料 燃料电池 氢燃料电池",
        "methanol": "methanol 甲醇",
        "gas": "gas cng lng lpg 天然气 液化气",
        "dual_fuel": "bi-fuel 双燃料 油气两用",
        "other": "other 其他",
    },
    "gearbox": {
        "manual": "manual mt 手动 手动挡",
        "automatic": "automatic at 自动 手自一体 自动挡",
        "dual_clutch": "dct dsg 双离合",
        "cvt": "cvt ecvt e-cvt 无级变速",
        "amt": "amt 电控机械自动",
        "dht": "dht 混动专用变速箱",
        "single_speed": "single 单速 固定齿比 电动车单速变速箱",
    },
    "drive": {
        "front": "front fwd 2wd 前驱 前置前驱 两驱",
        "rear": "rear rwd 后驱 前置后驱 后置后驱",
        "all": "all awd 4wd 四驱 全驱",
    },
    "battery_type": {
        "lfp": "lfp 磷酸铁锂 铁锂",
        "ncm": "ncm nca nmc 三元锂 三元",
        "lmo": "lmo 锰酸锂",
        "sodium": "sodium 钠离子",
        "nimh": "nimh 镍氢",
        "other": "other 其他",
    },
}
INTEGERS = ("displacement", "seats", "motor_count", "electric_range")
FLOATS = ("engine_power", "motor_power", "battery_capacity")
TEXTS = ("engine_code", "gearbox_code", "motor_code", "battery_maker")
LITRES = frozenset({"l", "t", "升"})
HIGHEST_NUMBER = 100_000

_BY_WORD = {
    name: {word: key for key, words in meanings.items() for word in (key, *words.split())}
    for name, meanings in WORDS.items()
}
_BLANKS = re.compile(r"\s+")


class VariantRow(NamedTuple):
    """A row of a list of variants, read: names from brand to variant, model year, and what else it says."""

    number: int
    masters: tuple[str, str, str, str]
    year: int | None
    values: dict[str, str | int | float]


def read(number: int, cells: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]) -> VariantRow:
    """Read the cells of a row, by field.

    :param labels: field → label in the reader's language → key, beside the words of the trade
    :raise CellError: a cell cannot be read
    """
    given = read_given(cells)
    values = {name: given[name] for name in TEXTS if name in given}
    for name in WORDS:
        if name in given:
            values[name] = _read_word(name, given[name], labels.get(name, {}))
    for name in (*INTEGERS, *FLOATS):
        if name in given:
            values[name] = _read_number(name, given[name])
    return VariantRow(
        number=number,
        masters=tuple(given.get(key, "") for key in ("brand", "series", "model", "variant")),
        year=_read_year(given.get("model_year")),
        values=values,
    )


def _read_word(name: str, text: str, labels: Mapping[str, str]) -> str:
    word = text.casefold()
    key = labels.get(word) or _BY_WORD[name].get(word) or _BY_WORD[name].get(_BLANKS.sub("", word))
    if not key:
        raise CellError(name, text)
    return key


def _read_number(name: str, text: str) -> int | float:
    try:
        number, unit = tabular.parse_number(text)
    except ValueError as error:
        raise CellError(name, text) from error
    if name == "displacement" and (unit in LITRES or (not unit and 0 < number < 20)):
        number *= 1000
    if not 0 <= number <= HIGHEST_NUMBER:
        raise CellError(name, text)
    return round(number) if name in INTEGERS else number


def _read_year(text: str | None) -> int | None:
    if not text:
        return None
    match = re.fullmatch(r"((?:19|20)\d{2})(?:\.0+)?\s?(?:年|款|年款)?", text)
    if not match:
        raise CellError("model_year", text)
    return int(match[1])
