import base64
import zipfile
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.aftersales_base.models.ir_attachment import UNSEARCHED

from .common import ImportCase, make_vin

HEADINGS = "VIN,Plate,Brand,Model,Owner,Phone,Mileage,Date"


@tagged("post_install", "-at_install")
class TestDealersLists(ImportCase):
    """A dealer's own lists: Chinese headings, GB18030 and workbooks, all ways to write a date."""

    def assertDealerImported(self, job):
        self.assertEqual(self.counts(job), (4, 0, 0, 0))
        cars = self.env["aftersales.vehicle"].browse(job.line_ids.sorted("line_no").mapped("res_id"))
        self.assertEqual(cars.mapped("plate"), ["京A12345", "粤BD12345", False, "沪A99999"])
        self.assertEqual([car.owner_id.name for car in cars], ["王小明", "李四", "某某汽车服务有限公司", "赵六"])
        self.assertEqual(cars.mapped("odometer"), [35_000, 21_000, 8047, 0])
        self.assertEqual(
            [f"{car.invoice_date}" for car in cars],
            ["2022-03-05", "2024-03-05", "2024-03-05", "2024-03-05"],
        )
        self.assertEqual(cars[:2].model_id.mapped("name"), ["凯美瑞 2.5G"])
        self.assertEqual(cars[2].series_id.name, "汉")
        self.assertEqual([car.owner_id.is_company for car in cars], [False, False, True, False])

    def test_list_in_gb18030_with_chinese_headings(self):
        job = self.read_list("dealer_gb18030.csv", create_masters=True)
        self.assertEqual(job.layout, "GB18030 ( , )")
        self.assertEqual(
            job.column_ids.mapped("field_id.key"),
            ["vin", "plate", "brand", "series", "model", "variant", "owner", "phone", "invoice_date", "odometer"]
            + ["colour"],
        )
        job.action_start()
        self.assertDealerImported(job)

    def test_workbook_with_a_title_above_its_headings(self):
        job = self.read_list("dealer.xlsx", create_masters=True)
        self.assertEqual((job.layout, job.heading_row, job.row_count), ("客户车辆", 2, 4))
        job.action_start()
        self.assertDealerImported(job)

    def test_workbook_is_unpacked_once_and_what_was_unpacked_goes_with_the_run(self):
        job = self.read_list("dealer.xlsx", create_masters=True)
        self.assertTrue(job.unpacked)
        with patch.object(zipfile, "ZipFile", side_effect=AssertionError("opened again")):
            job.action_start()
        self.assertDealerImported(job)
        self.assertFalse(job.unpacked)

    def test_lists_are_not_taken_apart_for_the_search_in_files(self):
        for name in ("dealer_gb18030.csv", "dealer.xlsx"):
            job = self.read_list(name)
            files = job._find_file("file") | job._find_file("unpacked")
            self.assertEqual(len(files), 2 if name == "dealer.xlsx" else 1)
            self.assertFalse(any(files.mapped("index_content")))
            self.assertNotIn(UNSEARCHED, job.env.context)
        other = self.env["ir.attachment"].create({"name": "note.txt", "raw": b"leaking sump"})
        self.assertIn("leaking sump", other.index_content)

    def test_what_was_unpacked_of_an_import_left_alone_goes_after_a_month(self):
        job = self.read_list("dealer.xlsx")
        with freeze_time(fields.Datetime.now() + timedelta(days=29)):
            self.env["aftersales.import"]._gc_unpacked()
        self.assertTrue(job.unpacked)
        with freeze_time(fields.Datetime.now() + timedelta(days=31)):
            self.env["aftersales.import"]._gc_unpacked()
        self.assertFalse(job.unpacked)

    def test_workbook_read_before_it_was_kept_unpacked_is_unpacked_again(self):
        job = self.read_list("dealer.xlsx", create_masters=True)
        job.sudo().unpacked = False
        job.action_start()
        self.assertDealerImported(job)

    def test_another_file_is_not_taken_for_the_one_before(self):
        job = self.read_list("dealer.xlsx")
        job.action_reset()
        job.write({"file": base64.b64encode(f"VIN\n{make_vin(1)}".encode()), "file_name": "cars.csv"})
        job.action_read()
        self.assertEqual((job.row_count, job.unpacked), (1, False))
        job.action_start()
        self.assertEqual(self.counts(job), (1, 0, 0, 0))

    def test_nobody_writes_what_rows_are_read_from(self):
        job = self.read_list("dealer.xlsx")
        for name in ("layout", "content_hash"):
            with self.assertRaisesRegex(UserError, "is kept by the system. Use the buttons of the document."):
                job[name] = False
        with self.assertRaisesRegex(UserError, "Unpacked is kept by the system. Use the buttons of the document."):
            job.unpacked = base64.b64encode(b"other rows")

    def test_same_cars_in_another_file_stay_unchanged(self):
        self.import_list("dealer_gb18030.csv", create_masters=True)
        job = self.import_list("dealer.xlsx", create_masters=True)
        self.assertEqual(self.counts(job), (0, 0, 4, 0))
        self.assertFalse(job.twin_warning)

    def test_own_heading_is_remembered_for_the_next_list(self):
        lines = ["Fahrgestell,Kunde", f"{make_vin(1)},Li Wei"]
        job = self.read_list(lines)
        self.assertFalse(job.column_ids.field_id)
        job.column_ids[0].field_id = self.env.ref("aftersales_vehicle.import_field_vin")
        job.column_ids[1].field_id = self.env.ref("aftersales_vehicle.import_field_owner")
        job.action_start()
        self.assertEqual(self.counts(job), (1, 0, 0, 0))
        remembered = self.env["aftersales.import.mapping"].search([("heading_key", "=", "kunde")])
        self.assertEqual((remembered.kind, remembered.field_id.key), ("vehicle", "owner"))
        following = self.read_list(["Kunde,FAHRGESTELL", f"Wang,{make_vin(2)}"])
        self.assertEqual(following.column_ids.mapped("field_id.key"), ["owner", "vin"])

    def test_column_that_was_left_out_is_left_out_next_time(self):
        job = self.read_list(["VIN,Owner", f"{make_vin(1)},Li Wei"])
        job.column_ids[1].field_id = False
        job.action_start()
        following = self.read_list(["VIN,Owner", f"{make_vin(2)},Li Wei"])
        self.assertEqual(following.column_ids.mapped("field_id.key"), ["vin"])

    def test_list_without_vin_column_is_not_started(self):
        job = self.read_list(["Plate,Owner", "京A12345,Li Wei"])
        with self.assertRaisesRegex(UserError, "No column goes to VIN. Headings found: Plate, Owner."):
            job.action_start()

    def test_two_columns_for_one_field_are_refused(self):
        job = self.read_list(["VIN,Owner,Customer 2", f"{make_vin(1)},Li Wei,Wang"])
        job.column_ids[2].field_id = job.column_ids[1].field_id
        with self.assertRaisesRegex(UserError, "The columns Owner, Customer 2 all go to Owner. Leave one of them."):
            job.action_start()

    def test_unknown_brands_are_created_on_request_only(self):
        lines = ["VIN,Brand,Series,Model,Trim", f"{make_vin(1)},Nova,N,N3,Pro", f"{make_vin(2)},testa,UNO,uno 1.5,"]
        job = self.import_list(lines)
        self.assertEqual(self.ledger(job), [(2, "rejected"), (3, "created")])
        self.assertEqual(
            self.reasons(job)[2],
            "Brand Nova is not known here. Add it, or let the import create missing brands and models.",
        )
        self.assertEqual(self.find_vehicle(make_vin(2)).model_id.id, self.model.id)
        job = self.import_list(lines, create_masters=True)
        self.assertEqual(self.ledger(job), [(2, "created"), (3, "unchanged")])
        self.assertEqual(self.find_vehicle(make_vin(1)).variant_id.name, "Pro")

    def test_bad_rows_are_told_and_good_ones_come_in(self):
        good = make_vin(1)
        job = self.import_list(
            [
                HEADINGS,
                "LTEST10A3N000000I,,,,,,,",
                "LTEST10A3N000001,,,,,,,",
                ",京A12345,,,,,,",
                f"{make_vin(2)},,,,,,a lot,",
                f"{make_vin(3)},,,,,,100,yesterday",
                f"{make_vin(4)},,,,,,100,2024-03-05,one cell too many",
                f"{make_vin(5)},,,,,,12000 hours,",
                f'{good},京A12345,Testa,Uno 1.5,Li Wei,13912345678,"12,000",2024-03-05',
            ]
        )
        self.assertEqual(self.counts(job), (1, 0, 0, 7))
        self.assertEqual(
            self.reasons(job),
            {
                2: "VIN LTEST10A3N000000I holds I. A VIN has only digits and letters without I, O and Q: "
                "read it again from the licence or the windscreen.",
                3: "VIN LTEST10A3N000001 has 16 characters instead of 17. "
                "Read it again from the licence or the windscreen.",
                4: "The row has no VIN.",
                5: "Mileage a lot is not a number of kilometres or miles.",
                6: "yesterday is not a date. Write it like 2024-03-05.",
                7: "The row cannot be read: it has more cells than there are headings, or none that is imported.",
                8: "Mileage 12000 hours is not a number of kilometres or miles.",
            },
        )
        self.assertEqual((self.find_vehicle(good).odometer, self.find_vehicle(good).owner_id), (12_000, self.li))

    def test_row_a_rule_refuses_does_not_take_the_others_with_it(self):
        other = self.env["res.company"].sudo().create({"name": "Other Store"})
        self.manager.sudo().company_ids += other
        taken = make_vin(3)
        self.make_vehicle(vin=taken, company_id=other.id)
        self.env = self.env(context={**self.env.context, "allowed_company_ids": (self.env.company | other).ids})
        job = self.import_list(["VIN", make_vin(1), make_vin(2), taken, make_vin(4)])
        self.assertEqual(self.ledger(job), [(2, "created"), (3, "created"), (4, "rejected"), (5, "created")])
        self.assertIn("Other Store", self.reasons(job)[4])

    def test_service_advisor_cannot_import(self):
        with self.assertRaisesRegex(AccessError, "not allowed"):
            self.env["aftersales.import"].with_user(self.service_advisor).create({"file": "", "file_name": "cars.csv"})
