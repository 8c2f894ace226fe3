"""Excel workbooks: the first sheet with something on it, unpacked into CSV.

The parts of a workbook are read as streams and by callbacks, so that neither a long sheet nor one made to do harm takes
memory; only the shared texts are held. Nothing in a cell is evaluated: of a formula the value that was saved with it is
taken, or the formula itself where none was.
"""

import csv
import io
import posixpath
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, time
from functools import lru_cache
from typing import IO
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel, from_ISO8601

from .table_error import TableError

CHUNK = 1 << 20
UNPACKED_LIMIT = 1 << 30  # a workbook that unpacks to more is a mistake or an attack
STRINGS_LIMIT = 1 << 28  # the shared texts of a workbook are held in memory
TEXT_LIMIT = 1 << 23  # one text; a cell holds 32,767 characters
LAST_ROW, LAST_COLUMN = 1 << 20, 1 << 14  # of a sheet

_MAIN = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_STRINGS = "xl/sharedStrings.xml"  # as all but a few programs name it; the relations have the last word
# A broken archive, a packing or a password Python does not know, parts that do not hang together.
_UNREADABLE = (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, expat.ExpatError, LookupError, ValueError)
# Dates and clocks of Chinese, Japanese and Korean programs, which name no form for them (ECMA-376, 18.8.30).
_EASTERN_DATES = {*range(27, 37), *range(50, 59)}


def unpack(file: IO[bytes]) -> tuple[IO[bytes], str]:
    """The first sheet with something on it as a temporary CSV file in UTF-8, and the sheet's name.

    :param file: a seekable binary file
    :raise TableError: it is no workbook, an empty one, or one that unpacks to far more than a list
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
            if _MAIN not in sizes:
                raise TableError("not_a_table")
            if sum(sizes.values()) > UNPACKED_LIMIT or sizes.get(_STRINGS, 0) > STRINGS_LIMIT:
                raise TableError("too_large")
            return _Workbook(archive, sizes).unpack()
    except _UNREADABLE as error:
        raise TableError("not_a_table") from error


class _Workbook:
    """The parts of an opened workbook, and how they hang together."""

    def __init__(self, archive: zipfile.ZipFile, sizes: dict[str, int]):
        self._archive, self._sizes = archive, sizes
        self._main = self._read(_Main(), _MAIN)
        self._relations = self._read(_Relations(), _RELATIONS) if _RELATIONS in sizes else _Relations()

    def unpack(self) -> tuple[IO[bytes], str]:
        strings, dates = self._read_strings(), self._read_dates()
        for name, relation in self._main.sheets:
            part = self._relations.sheets.get(relation)
            if part not in self._sizes:
                continue
            unpacked = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the table
            with self._archive.open(part) as stream:
                if _write_rows(_Sheet(strings, dates, self._main.calendar).parse(stream), unpacked):
                    return unpacked, name
            unpacked.close()
        raise TableError("empty")

    def _read(self, reader: "_Reader", part: str) -> "_Reader":
        with self._archive.open(part) as stream:
            for _item in reader.parse(stream):
                pass
        return reader

    def _read_strings(self) -> list[str]:
        part = self._relations.strings
        if self._sizes.get(part, 0) > STRINGS_LIMIT:
            raise TableError("too_large")
        if part not in self._sizes:
            return []
        with self._archive.open(part) as stream:
            return list(_Strings().parse(stream))

    def _read_dates(self) -> set[str]:
        part = self._relations.styles
        return self._read(_Styles(), part).dates if part in self._sizes else set()


class _Reader:
    """Reads one part as a stream. What is read is put into ``items``, from where ``parse`` hands it on."""

    def __init__(self):
        self.items, self.text = [], []

    def parse(self, stream: IO[bytes]) -> Iterator:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self.text.append
        parser.StartDoctypeDeclHandler = self._refuse
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk)
            if sum(map(len, self.text)) > TEXT_LIMIT:
                raise TableError("too_large")
            yield from self._take()
        parser.Parse(b"", True)
        yield from self._take()

    def _take(self) -> list:
        taken, self.items = self.items, []
        return taken

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.text.clear()
        self.start(name.rpartition(":")[2] if ":" in name else name, attributes)

    def _end(self, name: str) -> None:
        self.end(name.rpartition(":")[2] if ":" in name else name)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; ``text`` is empty."""

    def end(self, name: str) -> None:
        """An element ends; ``text`` has the pieces of its text, if it holds no others."""

    def _refuse(self, *_declaration: object) -> None:
        """No program writes a document type into a workbook, and its entities could grow without end."""
        raise TableError("not_a_table")


class _Main(_Reader):
    """The sheets in their order, as name and relation, and the calendar of the workbook."""

    def __init__(self):
        super().__init__()
        self.sheets, self.calendar = [], CALENDAR_WINDOWS_1900

    def start(self, name, attributes):
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes.get("name", ""), relation))
        elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            self.calendar = CALENDAR_MAC_1904


class _Relations(_Reader):
    """Where the other parts are."""

    def __init__(self):
        super().__init__()
        self.sheets, self.strings, self.styles = {}, None, None

    def start(self, name, attributes):
        if name != "Relationship":
            return
        kind = attributes.get("Type", "").rpartition("/")[2]
        part = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", ""))).lstrip("/")
        if kind == "worksheet":
            self.sheets[attributes.get("Id")] = part
        elif kind == "sharedStrings":
            self.strings = part
        elif kind == "styles":
            self.styles = part


class _Styles(_Reader):
    """``dates``: the styles of cells whose number is shown as a date, as cells name them."""

    def __init__(self):
        super().__init__()
        self.dates = set()
        self._forms, self._in_cells, self._count = dict(BUILTIN_FORMATS), False, 0

    def start(self, name, attributes):
        if name == "numFmt":
            self._forms[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            form = int(attributes.get("numFmtId", 0))
            code = self._forms.get(form)
            if is_date_format(code) if code else form in _EASTERN_DATES:
                self.dates.add(str(self._count))
            self._count += 1

    def end(self, name):
        if name == "cellXfs":
            self._in_cells = False


class _Strings(_Reader):
    """The shared texts in their order, without how they are to be pronounced."""

    def __init__(self):
        super().__init__()
        self._pieces, self._is_phonetic = [], False

    def start(self, name, attributes):
        if name == "si":
            self._pieces.clear()
        elif name == "rPh":
            self._is_phonetic = True

    def end(self, name):
        if name == "t" and not self._is_phonetic:
            self._pieces += self.text
        elif name == "rPh":
            self._is_phonetic = False
        elif name == "si":
            self.items.append("".join(self._pieces))


class _Sheet(_Reader):
    """Rows as column → text, without what is empty; a cell at the far end of a row takes no more than any other."""

    def __init__(self, strings: list[str], dates: set[str], calendar: datetime):
        super().__init__()
        self._strings, self._dates, self._calendar = strings, dates, calendar
        self._number, self._row = 0, {}
        self._column, self._kind, self._style = 0, "n", None
        self._value, self._formula, self._pieces, self._is_phonetic = "", None, [], False

    def start(self, name, attributes):
        if name == "c":
            place = attributes.get("r")
            self._column = _column_number(place.rstrip("0123456789")) if place else self._column + 1
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s")
            self._value, self._formula = "", None
            self._pieces.clear()
        elif name == "row":
            self._begin_row(int(attributes.get("r", self._number + 1)))
        elif name == "rPh":
            self._is_phonetic = True

    def end(self, name):
        if name == "v":
            self._value = "".join(self.text)
        elif name == "c":
            if text := self._get_text():
                self._row[self._column] = text
        elif name == "t" and not self._is_phonetic:
            self._pieces += self.text
        elif name == "row":
            self.items.append(self._row)
        elif name == "f":
            self._formula = "".join(self.text)
        elif name == "rPh":
            self._is_phonetic = False

    def _begin_row(self, number: int) -> None:
        if number > LAST_ROW:
            raise TableError("not_a_table")
        self.items += [{}] * (number - self._number - 1)
        self._number, self._row, self._column = max(number, self._number + 1), {}, 0

    def _get_text(self) -> str:
        value, kind = self._value, self._kind
        if kind == "inlineStr":
            return "".join(self._pieces)
        if not value:
            return "" if self._formula is None else f"={self._formula}"
        if kind == "s":
            return self._strings[int(value)]
        if kind == "b":
            return str(bool(int(value)))
        if kind == "d":
            return _day_text(from_ISO8601(value))
        if kind != "n":
            return value
        if self._style in self._dates:
            return self._get_date(float(value))
        return value if value.isdigit() else _number_text(float(value))

    def _get_date(self, number: float) -> str:
        try:
            return _day_text(from_excel(number, self._calendar))
        except (ValueError, OverflowError):
            return "#VALUE!"  # as the spreadsheet program shows it


def _write_rows(rows: Iterator[dict[int, str]], unpacked: IO[bytes]) -> bool:
    """Write rows as CSV, and tell whether anything stands in them."""
    text = io.TextIOWrapper(unpacked, "utf-8", newline="")
    writer, is_filled, size = csv.writer(text), False, 0
    for row in rows:
        is_filled = is_filled or bool(row)
        cells = [""] * max(row, default=0)
        for column, cell in row.items():
            cells[column - 1] = cell
        # One shared text may stand in millions of cells.
        size += writer.writerow(cells)
        if size > UNPACKED_LIMIT:
            raise TableError("too_large")
    text.detach()
    return is_filled


@lru_cache(maxsize=LAST_COLUMN)
def _column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 1 <= number <= LAST_COLUMN:
        raise TableError("not_a_table")
    return number


def _number_text(number: float) -> str:
    return str(int(number)) if number.is_integer() else str(number)


def _day_text(day: object) -> str:
    if isinstance(day, datetime):
        return day.date().isoformat() if day.time() == time() else day.isoformat(" ", "seconds")
    return str(day)
