"""Reads the tables beside this file."""

import csv
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "tables"


def read(name):
    """Rows of a table as dicts of texts.

    :param str name: file name without ending
    """
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


class Line(NamedTuple):
    """An operation or part of a planned visit."""

    code: str
    quantity: float
    payer: str  # empty: whom the order type names


def lines(text):
    """``"A*4 B@warranty"`` as four of A and one B, which the manufacturer pays."""
    found = []
    for word in text.split():
        goods, _at, payer = word.partition("@")
        code, _star, quantity = goods.partition("*")
        found.append(Line(code, float(quantity or 1), payer))
    return found
