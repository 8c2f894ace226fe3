import base64
import io
import zipfile
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .price_common import PriceCase

HEADINGS = "零件号,零售价,进货价,索赔价"
FILE = "odoo.addons.aftersales_base.models.aftersales_import_file"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 02:00:00")
class TestBadPriceFiles(PriceCase):
    """What manufacturers send: good rows are kept, the others are listed with the reason."""

    def test_broken_rows_in_the_middle_are_listed_and_the_others_kept(self):
        job = self.bring_in(
            [
                HEADINGS,
                "9ZQ115562B,88.50,61.20,55",
                "8ZQ698151E,on request,280,",
                "8ZQ698151E,-5,280,",
                "8ZQ698151E,99999999,280,",
                ",12,8,",
                "8ZQ698151E,,,",
                "8ZQ698151E,0,0,0",
                "8ZQ698151E,=A1*2,280,",
                "8ZQ698151E,400,280,300,1,2,3",
                '8ZQ698151E,"400,280,',
                "零件号,零售价,进货价,索赔价",
                "8ZQ 698 151 E,¥400.00,280,",
            ]
        )
        self.assertEqual(self.counts(job), (2, 0, 0, 10))
        self.assertEqual(
            {line: reason for line, reason in self.reasons(job).items() if line not in (10, 11)},
            {
                3: "“on request” is no amount.",
                4: "“-5” is below zero.",
                5: "“99999999” is no price of a part.",
                6: "The row has no part number.",
                7: "The row has no price.",
                8: "The row has no price.",
                9: "“=A1*2” is a formula. Save the list with values.",
                12: "“零售价” is no amount.",
            },
        )
        self.assertIn("The row cannot be read", self.reasons(job)[10])
        self.assertIn("The row cannot be read", self.reasons(job)[11])
        self.assertEqual(self.pads.lst_price, 400)

    def test_number_with_two_prices_is_left_out_and_the_same_twice_counts_once(self):
        job = self.bring_in(
            [
                HEADINGS,
                "9ZQ115562B,88.50,61.20,55",
                "8ZQ698151E,400,280,",
                "9ZQ-115-562-B,89,61.20,55",
                "8ZQ698151E,400.00,280,",
            ]
        )
        self.assertEqual(self.preview(job), (2, 0, 0, 2))
        self.assertEqual(self.counts(job), (1, 0, 1, 2))
        twice = "The file has several rows with different prices for this part."
        self.assertEqual(self.reasons(job), {2: twice, 4: twice})
        self.assertEqual(self.filter.lst_price, 1)

    def test_any_usual_encoding_is_read(self):
        text = "\n".join([HEADINGS, "9ZQ115562B,88.50,61.20,55"])
        for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"):
            job = self.check_file(text.encode(encoding))
            self.assertEqual(self.preview(job), (1, 0, 0, 0), encoding)

    def test_wrong_encoding_is_told(self):
        with self.assertRaisesRegex(UserError, "neither UTF-8 nor GB18030"):
            self.read_file(HEADINGS.encode("gb18030") + b"\n9ZQ115562B,88\xff\xff,1,1\n")

    def test_headings_in_two_rows(self):
        job = self.bring_in(["2026年3月价格表,,", "价格,,", "零件号,零售价,进货价", "9ZQ115562B,88,60"])
        self.assertEqual((job.heading_row, self.counts(job)), (3, (1, 0, 0, 0)))

    def test_text_formula_of_a_number_is_the_number_and_no_formula_runs(self):
        job = self.bring_in(["零件号,名称,零售价", '="9ZQ115562B",=HYPERLINK("http://x"),88', "=cmd|' /C calc'!A0,x,5"])
        self.assertEqual(self.counts(job), (1, 0, 0, 1))
        self.assertEqual(self.filter.name, "Oil filter")

    def test_formula_becomes_no_part_s_name(self):
        job = self.bring_in(["零件号,名称,零售价", "NEW 1,=A1&B1,88", "NEW 2,Bolt,5"], create_parts=True)
        self.assertEqual(self.reasons(job), {2: "“=A1&B1” is a formula. Save the list with values."})
        parts = self.env["product.product"].search([("part_number", "in", ["NEW 1", "NEW 2"])])
        self.assertEqual(parts.mapped("name"), ["Bolt"])

    def test_unknown_and_other_units_are_rejected(self):
        job = self.bring_in(["零件号,零售价,单位", "9ZQ115562B,88,furlong", "8ZQ698151E,400,KG"])
        self.assertEqual(
            self.reasons(job),
            {2: "Unit “furlong” is unknown here.", 3: "The file prices another unit than the part is kept in."},
        )

    def test_workbook_takes_the_values_of_formulas_and_refuses_those_without(self):
        book = openpyxl.Workbook()
        book.active.append(["零件号", "零售价", "进货价"])
        book.active.append(["9ZQ115562B", 88.5, 61.2])
        book.active.append(["8ZQ698151E", "=200*2", None])
        file = io.BytesIO()
        book.save(file)
        job = self.bring_in(file.getvalue(), file_name="prices.xlsx")
        self.assertEqual(self.counts(job), (1, 0, 0, 1))
        self.assertEqual(self.reasons(job), {3: "“=200*2” is a formula. Save the list with values."})

    def test_file_over_the_limit_is_refused_before_it_is_read(self):
        with patch(f"{FILE}.FILE_LIMIT", 1 << 20), patch(f"{FILE}.Path.open") as opened:
            with self.assertRaisesRegex(UserError, "big.csv has 2 MB; a list may have 1 MB"):
                self.read_file(b"x" * (2 << 20), file_name="big.csv")
            opened.assert_not_called()

    def test_workbook_that_unpacks_to_gigabytes_is_refused(self):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<workbook/>")
            with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
                for _chunk in range(65):
                    sheet.write(b"0" * (1 << 24))
        with self.assertRaisesRegex(UserError, "unpacks to far more than a list"):
            self.read_file(file.getvalue(), file_name="bomb.xlsx")

    def test_planner_brings_in_price_files_only_and_others_none(self):
        content = base64.b64encode(b"VIN\nLTEST10A3N0000001\n")
        with self.assertRaises(AccessError):
            self.env["aftersales.import"].create({"kind": "vehicle", "file": content, "file_name": "cars.csv"})
        for role in ("parts_clerk", "service_advisor"):
            user = new_test_user(self.env(user=1), f"other_{role}", groups=f"aftersales_base.group_{role}")
            with self.assertRaises(AccessError, msg=role):
                self.env["aftersales.import"].with_user(user).create(
                    {"kind": "part_price", "file": content, "file_name": "prices.csv"}
                )
        groups = "aftersales_base.group_manager,aftersales_base.group_parts_planner"
        manager = new_test_user(self.env(user=1), "both", groups=groups)
        imports = self.env["aftersales.import"].with_user(manager)
        self.assertTrue(imports.create({"kind": "vehicle", "file": content, "file_name": "cars.csv"}))
