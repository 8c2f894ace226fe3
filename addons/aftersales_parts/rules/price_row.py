"""Rows of a manufacturer's price file: texts into numbers, or why they are none. No ORM here."""

from typing import NamedTuple

from odoo.addons.aftersales_base.rules.tabular import is_formula, parse_number

from .part_number import normalise, normalise_code

ABSURD = 10_000_000  # no part of a car costs more, in any currency a dealer buys in
PRICES = ("list_price", "dealer_net", "warranty_price")
AMOUNTS = (*PRICES, "core_deposit", "pack_qty", "order_multiple")


class CellError(Exception):
    """A cell that is not what its column says.

    :param key: ``number``, ``prices`` or one of ``AMOUNTS``
    :param problem: ``missing``, ``not_a_number``, ``formula``, ``negative`` or ``absurd``
    """

    def __init__(self, key: str, problem: str, text: str = ""):
        super().__init__(key, problem, text)
        self.key, self.problem, self.text = key, problem, text


class PriceRow(NamedTuple):
    """A row as read; None where the file says nothing."""

    number: str
    key: str
    maker: str
    list_price: float | None = None
    dealer_net: float | None = None
    warranty_price: float | None = None
    core_deposit: float | None = None
    pack_qty: float | None = None
    order_multiple: float | None = None
    name: str = ""
    unit: str = ""
    discount_group: str = ""

    @property
    def prices(self) -> tuple[float | None, ...]:
        return self.list_price, self.dealer_net, self.warranty_price


def read(values: dict[str, str], maker: str = "") -> PriceRow:
    """Read a row of a price file.

    A price of zero is none: manufacturers write it for what they do not price.

    :param values: the texts of the mapped columns, empty ones left out
    :param maker: manufacturer code for rows that name none
    :raise CellError: a cell cannot be what its column says
    """
    number = values.get("number", "")
    key = normalise(number)
    if not key:
        raise CellError("number", "missing")
    amounts = {name: _read_amount(name, values[name]) for name in AMOUNTS if name in values}
    if not any(amounts.get(name) for name in PRICES):
        raise CellError("prices", "missing")
    return PriceRow(
        number,
        key,
        normalise_code(values.get("maker")) or maker,
        name=values.get("name", ""),
        unit=values.get("unit", ""),
        discount_group=values.get("discount_group", ""),
        **amounts,
    )


def _read_amount(name: str, text: str) -> float | None:
    if is_formula(text):
        raise CellError(name, "formula", text)
    try:
        amount = float(text) if text.isascii() and text.replace(".", "", 1).isdigit() else parse_number(text)[0]
    except ValueError as error:
        raise CellError(name, "not_a_number", text) from error
    if amount < 0:
        raise CellError(name, "negative", text)
    if amount >= ABSURD:
        raise CellError(name, "absurd", text)
    return amount or None
