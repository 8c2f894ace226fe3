"""Reads the tables beside this file."""

import csv
from pathlib import Path

FOLDER = Path(__file__).parent / "tables"


def read(name):
    """Rows of a table as dicts of texts.

    :param str name: file name without ending
    """
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def amounts(text):
    """``"A*4 B"`` as ``{"A": 4.0, "B": 1.0}``."""
    pairs = (word.partition("*") for word in text.split())
    return {code: float(amount or 1) for code, _star, amount in pairs}
