import io
import tracemalloc
import zipfile
from unittest.mock import patch

import xlsxwriter

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.rules import workbook
from odoo.addons.aftersales_base.rules.table_error import TableError
from odoo.addons.aftersales_base.rules.tabular import Row, Table

SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make_book(rows, strings=""):
    """A workbook whose sheet and shared texts are given as XML, inside what a program writes around them."""
    usual, file = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(usual) as book:
        book.add_worksheet("List").write(0, 0, "a text, so that there are shared ones")
    parts = {
        "xl/worksheets/sheet1.xml": rows
        if rows.startswith("<?xml")
        else f'<worksheet xmlns="{SHEETS}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEETS}">{strings}</sst>',
    }
    with zipfile.ZipFile(usual) as source, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, parts.get(name) or source.read(name))
    file.seek(0)
    return file


def read(*args):
    return list(Table(make_book(*args)).rows())


class TestWorkbook(BaseCase):
    """No workbook can be made to fill memory or disk, and what was unpacked is kept."""

    def assertProblem(self, problem, *args):
        with self.assertRaises(TableError) as caught:
            read(*args)
        self.assertEqual(caught.exception.problem, problem)

    def test_what_does_not_hang_together_is_no_table(self):
        self.assertProblem("not_a_table", '<row><c t="s"><v>7</v></c></row>')
        self.assertProblem("not_a_table", "<row><c><v>seven</v></c></row>")
        self.assertProblem("not_a_table", "<row><c><v>1</v></row>")
        self.assertProblem("empty", "<row><c/></row>")

    def test_row_beyond_the_last_is_refused(self):
        with patch.object(workbook, "LAST_ROW", 1000):
            self.assertProblem("too_large", '<row r="99999999"><c r="A99999999"><v>1</v></c></row>')

    def test_part_that_is_held_in_memory_is_kept_small(self):
        with patch.object(workbook, "PART_LIMIT", 500):
            self.assertProblem("too_large", "<row><c><v>1</v></c></row>")

    def test_entities_that_grow_are_refused(self):
        levels = "".join(f'<!ENTITY e{level} "{f"&e{level - 1};" * 10}">' for level in range(1, 9))
        sheet = (
            f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY e0 "0123456789">{levels}]>'
            "<worksheet><sheetData><row><c><v>&e8;</v></c></row></sheetData></worksheet>"
        )
        self.assertProblem("not_a_table", sheet)

    def test_one_long_text_in_many_cells_is_refused(self):
        with patch.object(workbook, "UNPACKED_LIMIT", 1 << 24):
            self.assertProblem(
                "too_large",
                "<row>" + '<c t="s"><v>0</v></c>' * 1000 + "</row>",
                f"<si><t>{'x' * 32_000}</t></si>",
            )

    def test_text_without_end_and_rows_of_far_cells_take_no_memory(self):
        far = "".join(f'<row r="{number}"><c r="XFD{number}"><v>1</v></c></row>' for number in range(1, 20_000))
        with patch.object(workbook, "UNPACKED_LIMIT", 1 << 26):
            for rows in (f"<row><c><v>{'1' * (1 << 25)}</v></c></row>", far):
                book = make_book(rows)
                tracemalloc.start()
                with self.assertRaises(TableError) as caught:
                    Table(book)
                _now, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
                self.assertEqual(caught.exception.problem, "too_large")
                self.assertLess(peak, 48 << 20)

    def test_what_was_unpacked_is_read_again_without_the_workbook(self):
        book = make_book('<row r="3"><c><v>1</v></c><c t="inlineStr"><is><t>a, "b"\nc</t></is></c></row>')
        with Table(book) as table:
            packed, rows = table.pack(), list(table.rows())
        self.assertEqual(rows, [Row(3, ["1", 'a, "b"\nc'])])
        with Table(io.BytesIO(packed), "List") as again:
            self.assertEqual((again.sheet, list(again.rows()), list(again.rows())), ("List", rows, rows))
        self.assertIsNone(Table(io.BytesIO(b"VIN\nX1\n")).pack())
