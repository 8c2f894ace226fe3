import contextlib
import io
import zipfile
from datetime import date, datetime

import openpyxl

from odoo.tests import BaseCase

from odoo.addons.aftersales_base.rules import tabular
from odoo.addons.aftersales_base.rules import workbook as workbook_rules
from odoo.addons.aftersales_base.rules.tabular import Row, Table, TableError
from odoo.addons.aftersales_base.tests.laws import given, st

LIST = "车架号,车主,日期\r\nLTEST10A3N0000001,张三,2024年3月5日\r\n"
CELLS = st.lists(
    st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=12), min_size=2, max_size=5),
    min_size=1,
    max_size=8,
)


def read(content, encoding="utf-8"):
    content = content.encode(encoding) if isinstance(content, str) else content
    return list(Table(io.BytesIO(content)).rows())


def workbook(*rows, first_sheet_empty=False):
    book = openpyxl.Workbook()
    sheet = book.create_sheet("List") if first_sheet_empty else book.active
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


class TestTable(BaseCase):
    """Whatever program wrote the list, the same rows come out."""

    def assertProblem(self, problem, content):
        with self.assertRaises(TableError) as caught:
            read(content)
        self.assertEqual(caught.exception.problem, problem)

    def test_encodings(self):
        expected = [Row(1, ["车架号", "车主", "日期"]), Row(2, ["LTEST10A3N0000001", "张三", "2024年3月5日"])]
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"):
            self.assertEqual(read(LIST, encoding), expected, encoding)

    def test_encoding_is_told(self):
        self.assertEqual(Table(io.BytesIO(LIST.encode("gbk"))).encoding, "gb18030")

    def test_broken_character_at_the_end_of_a_long_file_is_noticed(self):
        self.assertProblem("encoding", ("a,b\n" * 600_000).encode() + b"x,\xff\xff\n")

    def test_delimiters(self):
        for delimiter in ",;\t|":
            rows = read(f'VIN{delimiter}Name\nX1{delimiter}"Ng{delimiter} Ltd"\n')
            self.assertEqual(rows, [Row(1, ["VIN", "Name"]), Row(2, ["X1", f"Ng{delimiter} Ltd"])])

    def test_delimiter_is_the_one_that_gives_even_rows(self):
        self.assertEqual(read("VIN;Name\nX1;Ng, Ltd\nX2;Li, Wei, Co\n")[2].cells, ["X2", "Li, Wei, Co"])

    def test_line_that_names_the_separator_is_no_row(self):
        self.assertEqual(read("sep=;\nVIN;Name\n"), [Row(2, ["VIN", "Name"])])

    def test_one_column_is_a_table(self):
        self.assertEqual(read("VIN\nX1\n"), [Row(1, ["VIN"]), Row(2, ["X1"])])

    def test_rows_carry_the_number_a_spreadsheet_shows(self):
        self.assertEqual(
            [row.number for row in read('VIN,Note\n\n,\nX1,"two\nlines"\nX2,\n')],
            [1, 4, 5],
        )

    def test_formulas_are_told_from_numbers_and_phones(self):
        for text in ("=1+1", "=A1", "@SUM(A1)", "+A1", "-A1*2", "-1+cmd|' /C calc'!A0", "+HYPERLINK(1)", "=-5"):
            self.assertTrue(tabular.is_formula(text), text)
        for text in (
            "",
            "-",
            "--",
            "-5",
            "+3,000 km",
            "-1.5万公里",
            "+86 139-1234-5678",
            "+86（0512）6887 3310 转 12",
            "A-1",
            "1-1",
            "王芳",
        ):
            self.assertFalse(tabular.is_formula(text), text)

    def test_formulas_stay_text(self):
        self.assertEqual(read("VIN,Name\n=1+1,\"=cmd|'/c calc'!A1\"\n")[1].cells, ["=1+1", "=cmd|'/c calc'!A1"])

    def test_number_kept_as_text_by_a_formula_is_the_number(self):
        self.assertEqual(
            read('No,Name\n="00123",x\n="1"&"2",y\n')[1:], [Row(2, ["00123", "x"]), Row(3, ['="1"&"2"', "y"])]
        )

    def test_utf_16_without_its_mark_is_read(self):
        for encoding in ("utf-16-le", "utf-16-be"):
            self.assertEqual(read("No,Price\nX1,5.20\nX2,名称\n", encoding)[2].cells, ["X2", "名称"], encoding)

    def test_workbook_gives_the_formula_where_no_value_was_saved(self):
        self.assertEqual(
            read(workbook(["No", "Price"], ["X1", "=2*3"], ["X2", 7]))[1:],
            [Row(2, ["X1", "=2*3"]), Row(3, ["X2", "7"])],
        )

    def test_unreadable_row_does_not_stop_the_next(self):
        rows = read(f"VIN,Name\nX1,{'a' * 200_000}\nX2,b\n")
        self.assertEqual([(row.number, row.is_broken) for row in rows], [(1, False), (2, True), (3, False)])
        self.assertEqual(rows[2].cells, ["X2", "b"])

    def test_quote_left_open_does_not_swallow_the_rows_after_it(self):
        rows = read('VIN,Name,Km\nX1,"Ng,5\nX2,Li,7\nX3,"Wei, Ltd",9\nX4,Xu,11\n')
        self.assertEqual(
            [(row.number, row.is_broken) for row in rows],
            [
                (1, False),
                (2, True),
                (3, False),
                (4, False),
                (5, False),
            ],
        )
        self.assertEqual([row.cells[0] for row in rows], ["VIN", "X1", "X2", "X3", "X4"])

    def test_table_may_be_read_again(self):
        table = Table(io.BytesIO(LIST.encode()))
        next(table.rows())
        self.assertEqual(list(table.rows()), list(table.rows()))

    def test_workbook(self):
        rows = read(
            workbook(
                ["VIN", "Phone", "Date", "When", "Km", "Used"],
                ["LTEST10A3N0000001", 13800138000, date(2024, 3, 5), datetime(2024, 3, 5, 14, 30), 38882.5, True],
                [],
                ["LTEST10AXR0000003", 13800138001.0, None, None, 12, None],
            )
        )
        self.assertEqual(
            rows,
            [
                Row(1, ["VIN", "Phone", "Date", "When", "Km", "Used"]),
                Row(2, ["LTEST10A3N0000001", "13800138000", "2024-03-05", "2024-03-05 14:30:00", "38882.5", "True"]),
                Row(4, ["LTEST10AXR0000003", "13800138001", "", "", "12"]),
            ],
        )

    def test_first_sheet_with_something_on_it_is_taken(self):
        table = Table(io.BytesIO(workbook(["VIN"], ["X1"], first_sheet_empty=True)))
        self.assertEqual(table.sheet, "List")
        self.assertEqual([row.cells for row in table.rows()], [["VIN"], ["X1"]])

    def test_files_that_are_no_table(self):
        self.assertProblem("empty", b"")
        self.assertProblem("empty", b"\xef\xbb\xbf")
        self.assertProblem("empty", b" \r\n\r\n")
        self.assertProblem("empty", workbook())
        self.assertProblem("not_a_table", b"%PDF-1.7 ...")
        self.assertProblem("not_a_table", b"\x89PNG\r\n\x1a\n\0\0")
        self.assertProblem("not_a_table", b"<!DOCTYPE html><table>")
        self.assertProblem("not_a_table", b"MZ\0\0binary")
        self.assertProblem("not_a_table", b"PK\x03\x04 cut off")
        self.assertProblem("old_excel", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook")
        self.assertProblem("locked", b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"))
        self.assertProblem("encoding", b"VIN,Name\nX1,\xff\xfe\xff\n")

    def test_archive_that_is_no_workbook(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("readme.txt", "x")
        self.assertProblem("not_a_table", file.getvalue())

    def test_workbook_that_unpacks_without_end_is_refused(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "x")
            archive.writestr("xl/sharedStrings.xml", b"\0" * (workbook_rules.STRINGS_LIMIT + 1))
        self.assertLess(len(file.getvalue()), 1 << 20)
        self.assertProblem("too_large", file.getvalue())

    @given(CELLS)
    def test_what_a_spreadsheet_writes_comes_back(self, rows):
        text = "\r\n".join(",".join('"{}"'.format(cell.replace('"', '""')) for cell in row) for row in rows)
        expected = [[cell.strip() for cell in row] for row in rows]
        lines = io.StringIO(text, newline="")
        rows = tabular._read_rows(iter(lines.readline, ""), tabular.Layout(","))
        self.assertEqual([row.cells for row in rows], expected)

    @given(st.binary(max_size=300))
    def test_any_bytes_are_a_table_or_a_named_problem(self, content):
        try:
            read(content)
        except TableError as error:
            self.assertIn(
                error.problem,
                (
                    "empty",
                    "not_a_table",
                    "old_excel",
                    "locked",
                    "encoding",
                    "too_large",
                ),
            )


class TestHeadings(BaseCase):
    """A heading is known by its words, not by its spelling."""

    def test_keys(self):
        self.assertEqual(tabular.heading_keys("VIN Number"), ["vinnumber"])
        self.assertEqual(tabular.heading_keys("license_plate "), ["licenseplate"])
        self.assertEqual(tabular.heading_keys("车架号(VIN)"), ["车架号vin", "车架号", "vin"])
        self.assertEqual(tabular.heading_keys("行驶里程（公里）"), ["行驶里程公里", "行驶里程", "公里"])
        self.assertEqual(tabular.heading_keys(" * "), [])

    def test_headings_below_a_title_are_found(self):
        rows = [Row(1, ["Our cars 2024"]), Row(3, ["车架号", "Color"]), Row(4, ["LTEST10A3N0000001", "red"])]
        self.assertEqual(tabular.find_headings(rows, {"车架号"}).number, 3)

    def test_first_row_is_taken_where_nothing_is_known(self):
        self.assertEqual(tabular.find_headings([Row(1, ["a"]), Row(2, ["b"])], {"vin"}).number, 1)
        self.assertIsNone(tabular.find_headings([], {"vin"}))


class TestCells(BaseCase):
    """Dates and numbers are read however people write them."""

    def test_dates(self):
        for text in (
            "2024-03-05",
            "2024/3/5",
            "2024.03.05",
            "2024-03-05 14:30:00",
            "2024-03-05T14:30:00+08:00",
            "20240305",
            "20240305143000",
            "2024年3月5日",
            "2024年03月05号",
            "2024 年 3 月 5 日",
            "2024年3月5日 14:30",
            "２０２４年３月５日",
            "Tue Mar 05 2024 11:30:00 GMT-0800 (PST)",
            "March 5, 2024",
            "Mar 5th 2024",
            "5 Mar 2024",
            "05-Mar-2024",
            "Tue, 05 Mar 2024 11:30:00 GMT",
            "03/05/2024",
            "3/5/2024 14:30",
            "45356",
            "45356.5",
        ):
            self.assertEqual(tabular.parse_date(text), date(2024, 3, 5), text)

    def test_day_before_month_is_a_choice_where_both_are_possible(self):
        self.assertEqual(tabular.parse_date("05/03/2024", is_day_first=True), date(2024, 3, 5))
        self.assertEqual(tabular.parse_date("18/12/2014"), date(2014, 12, 18))
        self.assertEqual(tabular.parse_date("12/18/2014", is_day_first=True), date(2014, 12, 18))

    def test_no_dates(self):
        for text in ("", "soon", "2024-13-01", "2024-02-30", "0024-01-01", "2024-03-05x", "3/5/24", "Foo 5 2024", "12"):
            with self.assertRaises(ValueError, msg=text):
                tabular.parse_date(text)

    def test_numbers(self):
        for text, number, unit in (
            ("38882", 38882, ""),
            ("38,882", 38882, ""),
            ("38 882 km", 38882, "km"),
            ("-5", -5, ""),
            ("38,882.5 Miles", 38882.5, "miles"),
            ("3.8万公里", 38000, "公里"),
            ("３８８８２公里", 38882, "公里"),
            ("¥1,234.50", 1234.5, ""),
            ("999999", 999999, ""),
        ):
            self.assertEqual(tabular.parse_number(text), (number, unit), text)

    def test_no_numbers(self):
        for text in ("", "abc", "12,5", "1,2345", "1.2.3", "=1+1", "nan", "1e5x2"):
            with self.assertRaises(ValueError, msg=text):
                tabular.parse_number(text)

    @given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
    def test_every_day_comes_back(self, day):
        long = "%a %b %d %Y 11:30:00 GMT-0800 (PST)"
        for form in ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日", "%Y%m%d", "%m/%d/%Y", long):
            self.assertEqual(tabular.parse_date(day.strftime(form)), day)

    @given(st.text())
    def test_any_text_is_a_day_or_none(self, text):
        for parse in (tabular.parse_date, tabular.parse_number):
            with contextlib.suppress(ValueError):
                parse(text)
