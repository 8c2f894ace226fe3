from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ImportCase, make_vin

CAR = make_vin(1)


@tagged("post_install", "-at_install")
class TestImportOfKnownCars(ImportCase):
    """Cars we know already: owners and mileage grow, what the list leaves empty stays."""

    def test_later_lower_reading_is_kept_and_flagged(self):
        self.import_list(["VIN,Mileage,Date", f"{CAR},50000,2024-01-10"])
        job = self.import_list(["VIN,Mileage,Date", f"{CAR},30000,2024-06-10"])
        self.assertEqual(self.counts(job), (0, 1, 0, 0))
        self.assertEqual(self.reasons(job), {2: "Mileage 30000 km does not count: Lower than before."})
        car = self.find_vehicle(CAR)
        self.assertEqual(self.readings(car), [("2024-01-10", 50_000, "ok"), ("2024-06-10", 30_000, "backwards")])
        self.assertEqual(car.odometer, 50_000)

    def test_older_reading_that_comes_later_counts_in_its_place(self):
        self.import_list(["VIN,Mileage,Date", f"{CAR},50000,2024-06-10"])
        self.import_list(["VIN,Mileage,Date", f"{CAR},30000,2024-01-10"])
        car = self.find_vehicle(CAR)
        self.assertEqual(self.readings(car), [("2024-01-10", 30_000, "ok"), ("2024-06-10", 50_000, "ok")])
        self.assertEqual(car.odometer, 50_000)

    def test_empty_cells_leave_what_we_know(self):
        self.import_list(["VIN,Plate,Colour,Owner,Phone", f"{CAR},京A12345,red,Zhao,13700000001"])
        job = self.import_list(["VIN,Plate,Colour,Owner,Phone", f"{CAR},,blue,,"])
        self.assertEqual(self.counts(job), (0, 1, 0, 0))
        car = self.find_vehicle(CAR)
        self.assertEqual((car.plate, car.colour, car.owner_id.name), ("京A12345", "blue", "Zhao"))

    def test_car_sold_on_has_both_owners(self):
        list_of = "VIN,Owner,Phone,Purchase Date"
        self.import_list([list_of, f"{CAR},Zhao,13700000001,2020-05-01"])
        self.import_list([list_of, f"{CAR},Qian,13700000002,2023-05-01"])
        car = self.find_vehicle(CAR)
        self.assertEqual(self.owners(car), [("Zhao", "2020-05-01", "2023-05-01"), ("Qian", "2023-05-01", False)])
        self.assertEqual(car.owner_id.name, "Qian")

    def plates(self, vehicle):
        lines = vehicle.plate_history_ids.sorted("id")
        return [(line.plate, f"{line.date_from or ''}", f"{line.date_to or ''}") for line in lines]

    @freeze_time("2026-03-02")
    def test_plate_of_a_known_car_is_of_the_day_of_its_row(self):
        self.import_list(["VIN,Plate,Date", f"{CAR},京A12345,2020-05-01"])
        self.import_list(["VIN,Plate,Date", f"{CAR},京A12346,2023-05-01"])
        car = self.find_vehicle(CAR)
        self.assertEqual(self.plates(car), [("京A12345", "", "2023-05-01"), ("京A12346", "2023-05-01", "")])
        self.import_list(["VIN,Plate,Date", f"{CAR},京A12347,2022-01-01"])
        self.assertEqual(
            self.plates(car)[1:], [("京A12346", "2023-05-01", "2026-03-02"), ("京A12347", "2026-03-02", "")]
        )
        self.import_list(["VIN,Plate,Date", f"{CAR},京A12348,", f"{CAR},京A12349,2026-02-01"])
        self.assertEqual(car.plate, "京A12349")

    def test_row_order_of_a_list_does_not_matter(self):
        rows = [f"{CAR},Zhao,13700000001,2020-05-01,1000", f"{CAR},Qian,13700000002,2023-05-01,60000"]
        self.import_list(["VIN,Owner,Phone,Date,Mileage", *reversed(rows)])
        car = self.find_vehicle(CAR)
        self.assertEqual([owner[0] for owner in self.owners(car)], ["Zhao", "Qian"])
        self.assertEqual((car.owner_id.name, car.odometer), ("Qian", 60_000))
        job = self.import_list(["VIN,Owner,Phone,Date,Mileage", *rows])
        self.assertEqual(self.counts(job), (0, 0, 2, 0))

    def test_old_sale_of_somebody_who_bought_the_car_back_leaves_the_present_owner(self):
        car = self.make_vehicle(vin=CAR, owner_id=self.li.id, invoice_date="2022-01-01")
        self.import_list(["VIN,Former Owner,Former Owner's Phone,Date", f"{CAR},Li Wei,13912345678,2015-01-01"])
        car = self.find_vehicle(CAR)
        self.assertEqual(car.owner_id, self.li)
        self.assertEqual(self.owners(car), [("Li Wei", False, "2015-01-01"), ("Li Wei", "2022-01-01", False)])

    def test_other_phone_of_the_same_owner_is_told_not_taken(self):
        self.make_vehicle(vin=CAR, owner_id=self.li.id)
        job = self.import_list(["VIN,Owner,Phone", f"{CAR},Li Wei,13700000009"])
        self.assertEqual(
            self.reasons(job)[2], "Phone 13700000009 of Li Wei differs from +86 139-1234-5678 and was left out."
        )
        self.assertEqual(self.find_vehicle(CAR).owner_id, self.li)

    def test_where_numbers_are_hidden_people_are_found_by_them_all_the_same(self):
        self.env.company.sudo().phone_display = "ask"
        zhao = self.env["res.partner"].create({"name": "Zhao", "phone": "0512-6887 3310"})
        nobody = self.env["res.partner"].create({"name": "Qian"})
        hidden = self.env["res.partner"].create({"name": "Qian", "phone": "13700000005"})
        for number, partner in enumerate(zhao | hidden | self.li, 11):
            self.make_vehicle(vin=make_vin(number), owner_id=partner.id)
        self.make_vehicle(vin=CAR, owner_id=self.li.id)
        job = self.import_list(
            [
                "VIN,Owner,Phone",
                f"{CAR},Li Wei,13700000009",
                f"{make_vin(2)},Li Wei,13912345678",
                f"{make_vin(3)},Zhao,051268873310",
                f"{make_vin(4)},Qian,",
            ]
        )
        self.assertEqual(
            [self.find_vehicle(make_vin(number)).owner_id for number in (2, 3, 4)], [self.li, zhao, nobody]
        )
        self.assertEqual(self.reasons(job)[2], "Phone 13700000009 of Li Wei differs from 139****5678 and was left out.")

    def test_row_with_what_is_no_plate_is_listed_and_an_odd_one_asked_about(self):
        job = self.import_list(
            [
                "VIN,Plate",
                f"{CAR},ABC-?!",
                f"{make_vin(2)},京A12345",
                f"{make_vin(3)},KB 1234-X",
                f"{make_vin(4)},待上牌",
            ]
        )
        self.assertEqual(self.counts(job), (3, 0, 0, 1))
        reasons = self.reasons(job)
        self.assertEqual(set(reasons), {2, 4})
        self.assertIn("“ABC?!” is no plate", reasons[2])
        self.assertIn("KB1234X has an unusual form", reasons[4])
        self.assertEqual([self.find_vehicle(make_vin(number)).plate for number in (2, 4)], ["京A12345", False])

    def test_row_with_a_formula_is_listed(self):
        job = self.import_list(
            [
                "VIN,Owner,Phone,Colour,Mileage,Plate",
                f'{CAR},"=HYPERLINK(""http://x"",""Zhao"")",13700000001,red,1000,',
                f"{make_vin(2)},@SUM(A1),13700000002,red,1000,",
                f"{make_vin(3)},Zhao,+86 137-0000-0003,-A1,1000,",
                f"{make_vin(4)},Qian,+86 137-0000-0004,-,1000,-",
                f"{make_vin(5)},Sun,13700000005,red,=A1*2,",
                f'="{make_vin(6)}",Li,13700000006,red,1000,',
            ]
        )
        self.assertEqual(self.counts(job), (2, 0, 0, 4))
        self.assertEqual(
            self.reasons(job),
            {
                2: '“=HYPERLINK("http://x","Zhao")” is a formula. Save the list with values.',
                3: "“@SUM(A1)” is a formula. Save the list with values.",
                4: "“-A1” is a formula. Save the list with values.",
                6: "“=A1*2” is a formula. Save the list with values.",
            },
        )
        self.assertFalse(self.find_vehicle(make_vin(4)).colour)

    def test_second_column_with_the_same_heading_is_refused(self):
        with self.assertRaisesRegex(UserError, "Columns B, D of cars.csv have the same heading “Phone”. Rename"):
            self.import_list(["VIN,Phone,Owner,phone", f"{CAR},13700000001,Zhao,13700000002"])
        self.assertFalse(self.find_vehicle(CAR))
        job = self.import_list(["VIN,Remarks,Owner,Remarks", f"{CAR},a,Zhao,b"])
        self.assertEqual(self.counts(job), (1, 0, 0, 0), "columns that go nowhere may be called alike")

    def test_import_that_brought_rows_in_is_kept_as_evidence(self):
        job = self.import_list(["VIN", CAR])
        with self.assertRaisesRegex(UserError, "cars.csv has brought in rows already and stays as evidence."):
            job.unlink()

    def test_file_that_was_read_cannot_be_exchanged(self):
        job = self.read_list(["VIN", CAR])
        with self.assertRaisesRegex(UserError, "The file has been read already."):
            job.file = "VklOCg=="

    def test_row_of_the_ledger_opens_its_car(self):
        job = self.import_list(["VIN", CAR])
        action = job.line_ids.action_open_record()
        self.assertEqual((action["res_model"], action["res_id"]), ("aftersales.vehicle", self.find_vehicle(CAR).id))

    def test_file_without_rows_is_told(self):
        with self.assertRaisesRegex(UserError, "cars.csv has headings but no rows below them."):
            self.read_list(["VIN,Plate"])
