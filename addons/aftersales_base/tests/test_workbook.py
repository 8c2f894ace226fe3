import io
import tracemalloc
import zipfile
from unittest.mock import patch

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.rules import workbook
from odoo.addons.aftersales_base.rules.table_error import TableError
from odoo.addons.aftersales_base.rules.tabular import Row, Table

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def make_book(rows, strings="", styles="", main="", relations=None):
    """A workbook as a program writes it, from the XML of its rows."""
    relations = relations or ("worksheets/sheet1.xml", "sharedStrings.xml", "styles.xml")
    kinds = zip(("worksheet", "sharedStrings", "styles"), relations, strict=True)
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{OFFICE}">{main}'
        '<sheets><sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(
            f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(kinds, 1)
        )
        + "</Relationships>",
        "xl/worksheets/sheet1.xml": rows
        if rows.startswith("<?xml")
        else f'<worksheet xmlns="{SHEETS}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{SHEETS}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{SHEETS}">{styles}</styleSheet>',
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    file.seek(0)
    return file


def read(*args, **kwargs):
    return list(Table(make_book(*args, **kwargs)).rows())


class TestWorkbook(BaseCase):
    """Whatever program wrote the workbook, the same texts come out, and none can be made to fill memory or disk."""

    def assertProblem(self, problem, *args, **kwargs):
        with self.assertRaises(TableError) as caught:
            read(*args, **kwargs)
        self.assertEqual(caught.exception.problem, problem)

    def test_shared_texts_come_without_form_and_reading_aid(self):
        rows = read(
            '<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>',
            strings="<si><t>名称</t></si>"
            "<si><r><t>零件</t></r><r><rPr><b/></rPr><t>号</t></r><rPh><t>ling jian hao</t></rPh></si>",
        )
        self.assertEqual(rows, [Row(1, ["零件号", "名称"])])

    def test_cells_of_every_kind(self):
        cells = (
            '<c r="A2" t="inlineStr"><is><r><t>A &amp;</t></r><r><t> B</t></r><rPh><t>x</t></rPh></is></c>'
            '<c r="B2"><v>13800138001.0</v></c><c r="C2"><v>1.5E1</v></c><c r="D2"><v>38882.5</v></c>'
            '<c r="E2"><v>-7</v></c><c r="F2" t="b"><v>1</v></c><c r="G2" t="e"><v>#N/A</v></c>'
            '<c r="H2" t="str"><f>A1</f><v>text</v></c><c r="I2" t="d"><v>2024-03-05T00:00:00</v></c>'
        )
        self.assertEqual(
            read(f"<row r='2'>{cells}</row>"),
            [Row(2, ["A & B", "13800138001", "15", "38882.5", "-7", "True", "#N/A", "text", "2024-03-05"])],
        )

    def test_formula_gives_its_saved_value_or_itself(self):
        rows = read(
            '<row><c><f>2*3</f><v>6</v></c><c><f>A1*2</f></c><c><f t="shared" si="0"/></c><c><v>1</v></c></row>'
        )
        self.assertEqual(rows, [Row(1, ["6", "=A1*2", "=", "1"])])

    def test_dates_by_form_and_by_eastern_forms_without_one(self):
        styles = (
            '<numFmts><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/></numFmts>'
            '<cellStyleXfs><xf numFmtId="14"/><xf numFmtId="0"/></cellStyleXfs>'
            '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/><xf numFmtId="31"/><xf numFmtId="2"/>'
            '<xf numFmtId="22"/></cellXfs>'
        )
        values = [45356, 45356, 45356, 45356, 45356, 45356.5]
        cells = "".join(f'<c s="{style}"><v>{value}</v></c>' for style, value in enumerate(values))
        self.assertEqual(
            read(f"<row>{cells}</row>", styles=styles),
            [Row(1, ["45356", "2024-03-05", "2024-03-05", "2024-03-05", "45356", "2024-03-05 12:00:00"])],
        )
        self.assertEqual(
            read('<row><c s="1"><v>43894</v></c></row>', styles=styles, main='<workbookPr date1904="1"/>'),
            [Row(1, ["2024-03-05"])],
        )
        self.assertEqual(read('<row><c s="1"><v>1e12</v></c></row>', styles=styles), [Row(1, ["#VALUE!"])])

    def test_rows_and_cells_left_out_keep_their_place(self):
        rows = read(
            '<row r="2"><c r="C2"><v>3</v></c><c r="A2"><v>1</v></c></row>'
            '<row r="5"><c><v>1</v></c><c/><c><v>3</v></c></row><row r="1"><c r="A1"><v>9</v></c></row>'
        )
        self.assertEqual(rows, [Row(2, ["1", "", "3"]), Row(5, ["1", "", "3"]), Row(6, ["9"])])

    def test_prefixes_and_absolute_places_are_understood(self):
        sheet = (
            f'<?xml version="1.0"?><x:worksheet xmlns:x="{SHEETS}"><x:sheetData><x:row r="1"><x:c r="A1" t="s">'
            "<x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>"
        )
        relations = ("/xl/worksheets/sheet1.xml", "/xl/sharedStrings.xml", "/xl/styles.xml")
        self.assertEqual(read(sheet, strings="<si><t>VIN</t></si>", relations=relations), [Row(1, ["VIN"])])

    def test_what_does_not_hang_together_is_no_table(self):
        self.assertProblem("not_a_table", '<row><c t="s"><v>7</v></c></row>')
        self.assertProblem("not_a_table", "<row><c><v>seven</v></c></row>")
        self.assertProblem("not_a_table", '<row r="1"><c r="XFE1"><v>1</v></c></row>')
        self.assertProblem("not_a_table", '<row r="1048577"><c r="A1"><v>1</v></c></row>')
        self.assertProblem("not_a_table", "<row><c><v>1</v></row>")
        self.assertProblem("empty", "<row><c/></row>")
        self.assertProblem("empty", "<row/>", relations=("worksheets/none.xml", "no.xml", "no.xml"))

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
                '<row><c t="s"><v>0</v></c></row>' * 1000,
                strings=f"<si><t>{'x' * 32_000}</t></si>",
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
