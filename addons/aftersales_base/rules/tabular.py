"""Reading lists people bring: CSV in whatever encoding and with whatever separator, and XLSX workbooks.

Rows are read as a stream and every cell is plain text; nothing in a cell is ever evaluated. A row carries the
number a spreadsheet program shows beside it.
"""

import codecs
import csv
import gzip
import io
import re
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import islice
from typing import IO, NamedTuple

from . import workbook
from .table_error import TableError

DELIMITERS = ",;\t|"
HEADING_ROWS = 10  # a title or two may stand above the headings
SNIFFED_ROWS = 30
CHUNK = 1 << 20
CELL_LIMIT = 1 << 15  # what a spreadsheet cell can hold

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ENCODINGS = ("utf-8", "gb18030")
_FOREIGN = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_MARKUP = re.compile(rb"\s*<(?:!doctype|html|\?xml|table)", re.IGNORECASE)
_CLOCK = r"(?:[T\s].*)?$"
_WEEKDAY = r"^(?:[a-z]{3,9},?\s+)?"
_DATES = tuple(
    (re.compile(form, re.IGNORECASE), order)
    for form, order in (
        (rf"^(\d{{4}})\s?[-/.年]\s?(\d{{1,2}})\s?[-/.月]\s?(\d{{1,2}})\s?[日号]?{_CLOCK}", "ymd"),
        (rf"^(\d{{4}})(\d{{2}})(\d{{2}})(?:\d{{6}})?{_CLOCK}", "ymd"),
        (rf"{_WEEKDAY}([a-z]{{3,9}})\.?\s(\d{{1,2}})(?:st|nd|rd|th)?,?\s(\d{{4}}){_CLOCK}", "bdy"),
        (rf"{_WEEKDAY}(\d{{1,2}})[\s-]([a-z]{{3,9}})\.?,?[\s-](\d{{4}}){_CLOCK}", "dby"),
        (rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_CLOCK}", "ambiguous"),
        (r"^([2-7]\d{4})(?:\.\d+)?$", "serial"),
    )
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SPREADSHEET_DAY_0 = date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_NUMBER = re.compile(r"[¥$]?\s?([-+]?(?:\d{1,3}(?:[,' ]\d{3})+|\d+)(?:\.\d+)?)\s?(万)?\s?([^\W\d_]*)\.?")
_TEXT_FORMULA = re.compile(r'="([^"=]*)"')  # how spreadsheet programs keep the zeros at the start of a number
_FORMULA_STARTS = ("=", "+", "-", "@")
_DIALLED = re.compile(r"\+[\d\s()（）./-]{6,}(?:(?:转|ext\.?|x)\s*\d+)?", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r"sep=(.)\s*$", re.IGNORECASE)


class Row(NamedTuple):
    """A row of the file; ``is_broken`` where the reader could make nothing of it."""

    number: int
    cells: list[str]
    is_broken: bool = False

    def __bool__(self) -> bool:
        return self.is_broken or any(self.cells)


class Table:
    """A file opened as a table; ``rows`` may be read several times, one reader at a time.

    :param file: a seekable binary file; a workbook is unpacked once, into a temporary file
    :param sheet: the file is what ``pack`` gave of this sheet of a workbook
    :raise TableError: it is none
    """

    def __init__(self, file: IO[bytes], sheet: str | None = None):
        self.encoding = self.delimiter = None
        self.sheet, self._source = sheet, file
        start = b"" if sheet else _read_start(file)
        if sheet:
            self._file, self._encoding, self._layout = gzip.GzipFile(fileobj=file), "utf-8", _UNPACKED
        elif start.startswith(_ZIP):
            self._file, self.sheet = workbook.unpack(file)
            self._encoding, self._layout = "utf-8", _UNPACKED
        else:
            self._file = file
            self._encoding = self.encoding = _detect_encoding(file, start)
            self._layout = _detect_layout(list(islice(self._lines(), SNIFFED_ROWS)))
            self.delimiter = self._layout.delimiter

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()
        self._source.close()

    def pack(self) -> bytes | None:
        """What was unpacked of a workbook, compressed, to be read again without unpacking; None of any other file."""
        if not self.sheet:
            return None
        packed = io.BytesIO()
        self._file.seek(0)
        with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1, mtime=0) as file:
            shutil.copyfileobj(self._file, file, CHUNK)
        return packed.getvalue()

    def rows(self) -> Iterator[Row]:
        """All rows that hold something, headings included."""
        return filter(None, _read_rows(self._lines(), self._layout))

    def _lines(self) -> Iterator[str]:
        """Lines with their ends, as the CSV reader wants them."""
        self._file.seek(0)
        text = io.TextIOWrapper(self._file, self._encoding, newline="")
        try:
            yield from iter(text.readline, "")
        finally:
            if not self._file.closed:
                text.detach()


class Layout(NamedTuple):
    """How a CSV file is laid out; ``width`` is the usual number of cells, None where rows are trusted."""

    delimiter: str
    width: int | None = None
    skipped_lines: int = 0


_UNPACKED = Layout(",")


class _Recorder:
    """Lines on their way to the CSV reader; remembers those the present row is made of."""

    def __init__(self, lines: Iterator[str]):
        self.lines, self.taken = lines, []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        self.taken.append(next(self.lines))
        return self.taken[-1]


def _read_rows(lines: Iterator[str], layout: Layout) -> Iterator[Row]:
    recorder = _Recorder(islice(lines, layout.skipped_lines, None))
    number = layout.skipped_lines
    for cells in csv.reader(recorder, delimiter=layout.delimiter):
        if len(recorder.taken) > 1 and layout.width and len(cells) != layout.width:
            # A quote somebody forgot to close swallowed the rows after it: give them back.
            broken = [next(csv.reader([line], delimiter=layout.delimiter), []) for line in recorder.taken]
            rows = [(cells, line.count('"') % 2 == 1) for cells, line in zip(broken, recorder.taken, strict=True)]
        else:
            rows = [(cells, False)]
        for row, is_broken in rows:
            number += 1
            stripped = [cell if cell.isalnum() else _clean_cell(cell) for cell in row]
            yield Row(number, stripped, is_broken or any(len(cell) > CELL_LIMIT for cell in stripped))
        recorder.taken.clear()


def _clean_cell(cell: str) -> str:
    """The text of a cell; ``="00123"`` is ``00123``, any other formula stays the text it is."""
    cell = cell.strip()
    match = _TEXT_FORMULA.fullmatch(cell) if cell.startswith("=") else None
    return match[1].strip() if match else cell


def heading_keys(text: str) -> list[str]:
    """Ways a heading may be known by, best first: ``VIN码(车架号)`` is ``vin码车架号``, ``vin码`` or ``车架号``."""
    outside = re.sub(r"[(（\[【].*?[)）\]】]", "", text)
    inside = re.findall(r"[(（\[【](.*?)[)）\]】]", text)
    keys = [_heading_key(part) for part in (text, outside, *inside)]
    return list(dict.fromkeys(key for key in keys if key))


def find_headings(rows: Iterable[Row], known: Iterable[str]) -> Row | None:
    """The row with the headings: of the first ten the one with most known ones, else the first.

    :param known: heading keys that mean something here
    """
    known, first = frozenset(known), list(islice(rows, HEADING_ROWS))
    if not first:
        return None
    return max(first, key=lambda row: sum(any(key in known for key in heading_keys(cell)) for cell in row.cells))


@lru_cache(maxsize=4096)
def parse_date(text: str, is_day_first: bool = False) -> date:
    """A day in any usual way of writing it; the clock and its zone are left out, the written day counts.

    ``2024-03-05``, ``2024/3/5``, ``20240305``, ``2024年3月5日``, ``5 Mar 2024``, ``Thu Dec 18 2014 11:30:00 GMT-0800
    (PST)``, ``12/18/2014`` and the bare number a spreadsheet shows for an unformatted date.

    :param is_day_first: whether ``05/03/2024`` is the fifth of March
    :raise ValueError: it is no day
    """
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    for form, order in _DATES:
        if match := form.match(text):
            return _make_date(match.groups(), order, is_day_first)
    raise ValueError(text)


def parse_number(text: str) -> tuple[float, str]:
    """A number and the unit behind it: ``38,882 km`` is ``(38882.0, "km")``, ``3.8万公里`` is ``(38000.0, "公里")``.

    :raise ValueError: it is no number
    """
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if not match:
        raise ValueError(text)
    digits, tens_of_thousands, unit = match.groups()
    number = float(re.sub(r"[,' ]", "", digits))
    return (round(number * 10_000, 4) if tens_of_thousands else number), unit.strip().lower()


def is_formula(text: str) -> bool:
    """Whether a spreadsheet program would compute a cell's text: ``=A1*2``, ``@SUM(A1)``, ``-A1``.

    A number (``-5``, ``+3 km``) and a phone number (``+86 139 1234 5678``) are none, nor are bare dashes.
    """
    if not text.startswith(_FORMULA_STARTS):
        return False
    if text.startswith("="):
        return True
    return bool(text.strip("-+ ")) and not _NUMBER.fullmatch(text) and not _DIALLED.fullmatch(text)


def _heading_key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())


def _read_start(file: IO[bytes]) -> bytes:
    file.seek(0)
    start = file.read(CHUNK)
    if not start.strip(b"\0 \r\n\t") or start in {bom for bom, _encoding in _BOMS}:
        raise TableError("empty")
    if start.startswith(_OLE):
        raise TableError("locked" if b"E\0n\0c\0r\0y\0p\0t" in start else "old_excel")
    if start.startswith(_FOREIGN) or _MARKUP.match(start):
        raise TableError("not_a_table")
    return start


def _detect_encoding(file: IO[bytes], start: bytes) -> str:
    candidates = [encoding for bom, encoding in _BOMS if start.startswith(bom)] or _guess_encodings(start)
    if b"\0" in start and candidates is _ENCODINGS:
        raise TableError("not_a_table")
    for encoding in candidates:
        if _can_decode(file, encoding):
            return encoding
    raise TableError("encoding")


def _guess_encodings(start: bytes) -> Iterable[str]:
    """A table in UTF-16 without its mark has separators, digits and line ends with a zero byte beside them."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) // 8 and not min(even, odd):
        return ("utf-16-le",) if odd else ("utf-16-be",)
    return _ENCODINGS


def _can_decode(file: IO[bytes], encoding: str) -> bool:
    """Whether the whole file holds together in this encoding; a broken character may come late."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _detect_layout(sample: list[str]) -> Layout:
    """The separator under which most of the first rows have the same number of cells."""
    if sample and (match := _SEPARATOR_LINE.match(sample[0])):
        return Layout(match[1], _usual_width(sample[1:], match[1])[1], skipped_lines=1)
    delimiter = max(DELIMITERS, key=lambda delimiter: _usual_width(sample, delimiter))
    return Layout(delimiter, _usual_width(sample, delimiter)[1])


def _usual_width(sample: list[str], delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest number of cells above one, and that number."""
    widths = Counter(len(row) for row in csv.reader(sample, delimiter=delimiter) if len(row) > 1)
    width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    return rows, width


def _make_date(parts: tuple[str, ...], order: str, is_day_first: bool) -> date:
    if order == "serial":
        return _SPREADSHEET_DAY_0 + timedelta(days=int(parts[0]))
    if order == "ambiguous":
        is_day_first = int(parts[0]) > 12 or (is_day_first and int(parts[1]) <= 12)
        order = "dmy" if is_day_first else "mdy"
    values = dict(zip(order, parts, strict=True))
    month = _MONTHS.index(values["b"][:3].lower()) + 1 if "b" in values else int(values["m"])
    day = date(int(values["y"]), month, int(values["d"]))
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(day)
    return day
