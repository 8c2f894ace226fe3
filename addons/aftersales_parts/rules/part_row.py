"""What the cells of a list of fitments or supersessions say. No ORM here."""

import re
from datetime import date

from odoo.addons.aftersales_base.rules import tabular

_YEAR = re.compile(r"(\d{4})(?:年|\.0)?(?:款|年款)?")
_YES = frozenset({"y", "yes", "true", "1", "x", "√", "✓", "是", "有", "对"})
_NO = frozenset({"n", "no", "false", "0", "-", "否", "无", "×"})


class CellError(Exception):
    """A cell that cannot be read: ``kind`` (``number``, ``year``, ``flag``, ``date``), ``text`` what stands there."""

    def __init__(self, kind: str, text: str):
        super().__init__(f"{kind}: {text}")
        self.kind, self.text = kind, text


def read_quantity(text: str | None) -> float | None:
    """A quantity above zero; None for an empty cell."""
    if not text:
        return None
    try:
        quantity, _unit = tabular.parse_number(text)
    except ValueError as error:
        raise CellError("number", text) from error
    if quantity <= 0:
        raise CellError("number", text)
    return quantity


def read_year(text: str | None) -> int | None:
    """A model year such as ``2019``, ``2019款`` or ``2019年``; None for an empty cell."""
    if not text:
        return None
    if match := _YEAR.fullmatch(text.strip()):
        return int(match[1])
    raise CellError("year", text)


def read_flag(text: str | None) -> bool | None:
    """Yes or no in the words lists use; None for an empty cell."""
    if not text:
        return None
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise CellError("flag", text)


def read_date(text: str | None, is_day_first: bool = False) -> date | None:
    """A day in any usual way of writing it; None for an empty cell."""
    if not text:
        return None
    try:
        return tabular.parse_date(text, is_day_first)
    except ValueError as error:
        raise CellError("date", text) from error
