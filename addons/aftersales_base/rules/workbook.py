"""Excel workbooks: the first sheet with something on it, unpacked into CSV by openpyxl.

A workbook is looked through as a stream first, so that none made to do harm is taken apart. Nothing in a cell is
evaluated: of a formula the value that was saved with it is taken, or the formula itself where none was.
"""

import csv
import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from typing import IO
from xml.etree.ElementTree import ParseError

import openpyxl

from .table_error import TableError

CHUNK = 1 << 20
UNPACKED_LIMIT = 1 << 30  # a workbook that unpacks to more is a mistake or an attack
STRINGS_LIMIT = 1 << 28  # the shared texts of a workbook are held in memory
PART_LIMIT = 1 << 25  # as is every other part that is no sheet
LAST_ROW = 1 << 20  # of a sheet

_MAIN, _SHEETS, _STRINGS = "xl/workbook.xml", "xl/worksheets/", "xl/sharedStrings"
_PICTURES = "xl/media/"  # never opened
# A broken archive, a packing or a password Python does not know, parts that do not hang together.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    ParseError,
    SyntaxError,
)


def unpack(file: IO[bytes]) -> tuple[IO[bytes], str]:
    """The first sheet with something on it as a temporary CSV file in UTF-8, and the sheet's name.

    :param file: a seekable binary file
    :raise TableError: it is no workbook, an empty one, or one that unpacks to far more than a list
    """
    file.seek(0)
    try:
        has_formulas = _look_through(file)
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        formulas = openpyxl.load_workbook(file, read_only=True) if has_formulas else None
        for sheet in book.worksheets:
            unpacked = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the table
            if _write_rows(_read_sheet(sheet, formulas and formulas[sheet.title]), unpacked):
                return unpacked, sheet.title
            unpacked.close()
    except _UNREADABLE as error:
        raise TableError("not_a_table") from error
    raise TableError("empty")


def _look_through(file: IO[bytes]) -> bool:
    """Whether a cell of the workbook is computed.

    :raise TableError: it is no workbook, or a part of it would fill the memory of who reads it
    """
    with zipfile.ZipFile(file) as archive:
        sizes = {
            info.filename: info.file_size for info in archive.infolist() if not info.filename.startswith(_PICTURES)
        }
        if _MAIN not in sizes:
            raise TableError("not_a_table")
        if sum(sizes.values()) > UNPACKED_LIMIT:
            raise TableError("too_large")
        has_formulas = False
        for name, size in sizes.items():
            is_sheet = name.startswith(_SHEETS)
            if size > (UNPACKED_LIMIT if is_sheet else STRINGS_LIMIT if name.startswith(_STRINGS) else PART_LIMIT):
                raise TableError("too_large")
            with archive.open(name) as part:
                has_formulas = _look_through_part(part) and is_sheet or has_formulas
    return has_formulas


def _look_through_part(part: IO[bytes]) -> bool:
    """Whether a formula stands in this part.

    :raise TableError: it declares a document type, which no program does and whose entities could grow without end, or
        has a text far beyond what a cell holds
    """
    has_formula, end = False, b""
    while chunk := part.read(CHUNK):
        if b"<!DOCTYPE" in end + chunk:
            raise TableError("not_a_table")
        if len(chunk) == CHUNK and b"<" not in chunk:
            raise TableError("too_large")
        has_formula = has_formula or b"<f>" in end + chunk or b"<f " in end + chunk
        end = chunk[-len(b"<!DOCTYPE") + 1 :]
    return has_formula


def _read_sheet(sheet, formulas) -> Iterator[list[str]]:
    """Rows as texts: of a formula the value that was saved with it, or the formula where none was."""
    sheet.reset_dimensions()  # some programs write a wrong size, and the reader would believe it
    if formulas is None:
        yield from ([_cell_text(cell) for cell in cells] for cells in sheet.iter_rows(values_only=True))
        return
    formulas.reset_dimensions()
    for cells, sources in zip(sheet.iter_rows(values_only=True), formulas.iter_rows(values_only=True), strict=True):
        yield [_cell_text(source if cell is None else cell) for cell, source in zip(cells, sources, strict=True)]


def _write_rows(rows: Iterator[list[str]], unpacked: IO[bytes]) -> bool:
    """Write rows as CSV, and tell whether anything stands in them."""
    text = io.TextIOWrapper(unpacked, "utf-8", newline="")
    writer, is_filled, size = csv.writer(text), False, 0
    for number, row in enumerate(rows, 1):
        while row and not row[-1]:
            row.pop()
        is_filled = is_filled or bool(row)
        size += sum(map(len, row)) + len(row)  # one shared text may stand in millions of cells
        if size > UNPACKED_LIMIT or number > LAST_ROW:
            raise TableError("too_large")
        writer.writerow(row)
    text.detach()
    return is_filled


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
