from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import ImportCase
from .life_common import LifeCase

WATCHED = ("owner_id", "vin", "plate", "colour", "engine_no", "active", "odometer", "merged_into_id")


class TestMerge(LifeCase):
    """Two files of one car become one, and can be two again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_vehicle(plate="京A7K345", owner_id=cls.zhang.id, engine_no="EA888 1", colour="red")
        cls.car._record_odometer([{"vehicle_id": cls.car.id, "date": "2024-01-01", "value": 10000}])
        cls.twin._record_odometer([{"vehicle_id": cls.twin.id, "date": "2024-06-01", "value": 15000}])
        cls.twin.message_post(body="Known on the twin")
        cls.twin.message_subscribe(partner_ids=(cls.zhang | cls.li).ids)
        cls.car.message_subscribe(partner_ids=cls.li.ids)
        cls.file = cls.env["ir.attachment"].create(
            {"name": "papers.pdf", "res_model": cls.twin._name, "res_id": cls.twin.id, "raw": b"x"}
        )
        cls.env.flush_all()

    def merge(self, keep=None, others=None, user=None, **values):
        merges = self.env["aftersales.vehicle.merge"].with_user(user or self.information_clerk)
        keep, others = (keep or self.car), (others or self.twin)
        return merges._merge(keep.with_user(merges.env.user), others.with_user(merges.env.user), values)

    def picture(self, *cars):
        """Everything of some cars that a merge may touch."""
        self.env.invalidate_all()
        return [
            (
                [car[name] for name in WATCHED],
                sorted(
                    (line.partner_id.name, line.date_from or date.min, line.date_to or date.max)
                    for line in car.owner_history_ids
                ),
                sorted(
                    (line.plate, line.date_from or date.min, line.date_to or date.max) for line in car.plate_history_ids
                ),
                sorted((reading.date, reading.value, reading.flag) for reading in car.odometer_ids),
                car.message_partner_ids.sorted("id").ids,
                self.env["ir.attachment"].search([("res_model", "=", car._name), ("res_id", "=", car.id)]).ids,
            )
            for car in cars
        ]

    def test_everything_hangs_on_the_car_that_stays(self):
        messages = self.twin.message_ids
        merge = self.merge(engine_no="EA888 1")
        self.env.invalidate_all()
        self.assertEqual(self.car.odometer_ids.mapped("value"), [15000, 10000])
        self.assertEqual((self.car.odometer, self.car.engine_no), (15000, "EA888 1"))
        self.assertLessEqual(messages, self.car.message_ids)
        self.assertEqual(self.file.res_id, self.car.id)
        self.assertEqual(self.car.message_partner_ids & (self.zhang | self.li), self.zhang | self.li)
        self.assertEqual(self.car.owner_history_ids.mapped("partner_id.name"), ["张小明"])
        self.assertEqual(self.car.plate_history_ids.mapped("plate"), ["京A7K345"])
        self.assertRecordValues(self.twin, [{"active": False, "merged_into_id": self.car.id}])
        self.assertEqual(merge.user_id, self.information_clerk)
        self.assertEqual(merge.moved_count, len(merge.line_ids.filtered(lambda line: line.kind == "reference")))
        self.assertGreater(merge.moved_count, 2)
        kinds = set(merge.line_ids.mapped("kind"))
        self.assertLessEqual({"value", "reference", "left"}, kinds, "a follower of both is left")

    def test_the_record_speaks_of_things_people_know(self):
        self.env["ir.model.data"].create(
            {"module": "__import__", "name": "car_7", "model": self.twin._name, "res_id": self.twin.id}
        )
        lines = self.merge().with_user(self.manager).line_ids.filtered(lambda line: line.kind in ("reference", "left"))
        words = {line.res_model: (line.model_name, line.field_label) for line in lines}
        expected = {
            "ir.attachment": ("Attached File", "Vehicle"),
            "ir.model.data": ("Key of an Import", "Vehicle"),
            "mail.followers": ("Follower", "Vehicle"),
            "mail.message": ("Note or Message", "Vehicle"),
            "aftersales.vehicle.odometer": ("Odometer Reading", "Vehicle"),
        }
        self.assertEqual({model: words[model] for model in expected}, expected)
        self.assertFalse([line for line in lines if line.field_label == line.field_name])

    def test_undone_everything_is_as_before(self):
        self.twin.owner_id = self.wang
        self.twin.plate = "沪B67890"
        before = self.picture(self.car, self.twin)
        merge = self.merge(engine_no="EA888 1", colour="red", owner_id=self.wang.id, plate="沪B67890")
        merged = self.picture(self.car)[0]
        self.assertEqual(merged[0][0], self.wang)
        self.assertEqual(len([line for line in merged[1] if line[2] == date.max]), 1, "one owner at present")
        merge.action_undo()
        self.assertEqual(self.picture(self.car, self.twin), before)
        self.assertRecordValues(merge, [{"state": "undone", "undone_user_id": self.information_clerk.id}])

    def test_the_cars_say_what_became_of_them(self):
        gone = self.twin.display_name
        with freeze_time("2025-03-01 04:00"):
            merge = self.merge()
        bodies = [str(body) for body in (self.car | self.twin).message_ids.mapped("body")]
        self.assertIn(f"<p>Merged with a duplicate: {gone}</p>", bodies)
        self.assertIn(f"<p>Merged into {self.car.display_name}</p>", [str(self.twin.message_ids[:1].body)])
        with freeze_time("2025-04-01 04:00"):
            merge.action_undo()
        for car in self.car | self.twin:
            self.assertEqual(str(car.message_ids[:1].body), f"<p>Merge undone: {gone}</p>")
            self.assertEqual(car.message_ids[:1].author_id, self.information_clerk.partner_id)

    def test_the_time_line_of_the_car_that_stays_has_the_merge_and_its_undoing(self):
        gone = self.twin.display_name
        merge = self.merge()
        with freeze_time("2099-04-01 04:00"):
            merge.action_undo()
        for user, opens in ((self.service_advisor, False), (self.information_clerk, merge.id)):
            entries = self.car.with_user(user).get_timeline(kinds=["merge"])["entries"]
            self.assertEqual(
                [(entry["title"], entry["text"], entry["badge"], entry["id"]) for entry in entries],
                [
                    ("Merge undone", gone, "", opens),
                    ("Merged with a duplicate", gone, "Undone", opens),
                ],
            )

    def test_a_vin_moves_to_the_car_that_stays(self):
        keep = self.make_vehicle(plate="京B00001", owner_id=self.zhang.id)
        other = self.make_vehicle(vin="LTEST20E6S0123456")
        before = self.picture(keep, other)
        merge = self.merge(keep, other, vin="LTEST20E6S0123456")
        self.env.invalidate_all()
        self.assertEqual((keep.vin, keep.vin_last6, other.vin), ("LTEST20E6S0123456", "123456", False))
        merge.action_undo()
        self.assertEqual(self.picture(keep, other), before)

    def test_readings_of_both_are_compared_with_each_other(self):
        self.twin._record_odometer([{"vehicle_id": self.twin.id, "date": "2024-08-01", "value": 9000}])
        self.merge()
        self.env.invalidate_all()
        flags = {reading.value: reading.flag for reading in self.car.odometer_ids}
        self.assertEqual(flags, {10000: "ok", 15000: "ok", 9000: "backwards"})

    def test_the_car_that_stands_for_it_is_found_over_several_merges(self):
        other = self.make_vehicle(vin="LTEST20E6S0123456")
        self.merge(self.car, other)
        self.merge(self.twin, self.car)
        self.assertEqual(other._follow_merge(), self.twin)

    def test_owners_of_both_stay_readable(self):
        with freeze_time("2025-02-01 04:00"):
            self.twin.owner_id = self.wang
        with freeze_time("2025-03-01 04:00"):
            self.merge()
        self.env.invalidate_all()
        owners = [(line.partner_id.name, line.date_to) for line in self.car.owner_history_ids]
        self.assertIn(("王芳", date(2025, 3, 1)), owners)
        self.assertIn(("张小明", False), owners)

    def test_what_was_changed_since_is_not_undone(self):
        merge = self.merge(colour="red")
        self.car.colour = "blue"
        with self.assertRaisesRegex(UserError, "Changed since the merge.*Colour"):
            merge.action_undo()
        self.assertEqual(merge.state, "done")

    def test_what_moved_on_since_stays_where_it_is(self):
        merge = self.merge()
        third = self.make_vehicle(plate="京C00001")
        self.file.res_id = third.id
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual(self.file.res_id, third.id)

    def test_twice_is_refused_and_so_is_a_car_into_itself(self):
        self.merge()
        with self.assertRaisesRegex(UserError, "was merged into .* already"):
            self.merge()
        with self.assertRaisesRegex(UserError, "merged into itself"):
            self.merge(self.car, self.car)
        with self.assertRaisesRegex(UserError, "at least two"):
            self.car.action_merge()
        with self.assertRaisesRegex(UserError, "Undo the merge instead"):
            self.twin.with_user(self.manager).action_unarchive()

    def test_cars_of_two_stores_are_no_one_car(self):
        stores = self.env["res.company"].create([{"name": "North"}, {"name": "South"}])
        self.information_clerk.company_ids |= stores
        merges = self.env["aftersales.vehicle.merge"].with_user(self.information_clerk)
        merges = merges.with_context(allowed_company_ids=[self.env.company.id, *stores.ids])
        self.car.company_id, self.twin.company_id = stores
        with self.assertRaisesRegex(UserError, "different stores"):
            merges._merge(self.car.with_env(merges.env), self.twin.with_env(merges.env), {})
        self.twin.company_id = False
        with self.assertRaisesRegex(UserError, "must be the one that stays"):
            merges._merge(self.car.with_env(merges.env), self.twin.with_env(merges.env), {})

    def test_only_who_keeps_the_files_merges(self):
        for user in (self.technician, self.service_advisor):
            with self.assertRaisesRegex(AccessError, "does not merge vehicles"):
                self.merge(user=user)

    def test_the_record_is_changed_by_nobody(self):
        merge = self.merge()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            merge.name = "Something else"
        with self.assertRaises(AccessError):
            merge.line_ids.with_user(self.manager).write({"old_value": 1})

    def test_the_wizard_asks_where_the_files_differ(self):
        cars = (self.car | self.twin).with_user(self.information_clerk)
        wizard = self.env["aftersales.vehicle.merge.wizard"].with_user(self.information_clerk)
        wizard = wizard.browse(cars.action_merge()["res_id"])
        self.assertEqual(wizard.keep_id, self.car)
        choices = {choice.field_name: choice for choice in wizard.choice_ids}
        self.assertEqual(choices["colour"].vehicle_id, self.twin, "what only the other has is proposed")
        self.assertNotIn("plate", choices)
        self.twin.sudo().brand_id = self.env["aftersales.vehicle.brand"].create({"name": "Otra"})
        wizard.keep_id = self.twin
        choices = {choice.field_name: choice for choice in wizard.choice_ids}
        self.assertEqual((choices["brand_id"].value, choices["brand_id"].other_values), ("Otra", "Testa"))
        wizard.keep_id = self.car
        action = wizard.action_merge()
        self.assertEqual(action["res_id"], self.car.id)
        self.assertEqual(self.car.colour, "red")

    def test_a_forged_choice_is_refused(self):
        wizard = self.env["aftersales.vehicle.merge.wizard"].create(
            {"vehicle_ids": [Command.set((self.car | self.twin).ids)], "keep_id": self.car.id}
        )
        wizard.choice_ids[:1].write({"field_name": "company_id", "vehicle_id": self.twin.id})
        with self.assertRaisesRegex(UserError, "Open the merge again"):
            wizard.action_merge()

    def test_the_record_prints(self):
        merge = self.merge(colour="red")
        html = self.env["ir.actions.report"]._render_qweb_html("aftersales_vehicle.report_vehicle_merge", merge.ids)[0]
        self.assertIn("Colour", html.decode())
        self.assertIn("Odometer Reading", html.decode())


class TestImportAfterMerge(ImportCase):
    def test_a_row_with_the_old_vin_goes_to_the_car_that_stays(self):
        keep, other = self.env["aftersales.vehicle"].create([{"plate": "京B00001"}, {"vin": "LTEST20E6S0123456"}])
        self.env["aftersales.vehicle.merge"]._merge(keep, other, {})
        job = self.import_list(["VIN,Mileage,Date", "LTEST20E6S0123456,8000,2024-05-06"])
        self.assertEqual(self.counts(job), (0, 1, 0, 0))
        self.env.invalidate_all()
        self.assertEqual(self.readings(keep), [("2024-05-06", 8000, "ok")])
        self.assertFalse(other.odometer_ids)


class TestDuplicates(LifeCase):
    """Cars that may be the same are brought up by themselves."""

    def find(self):
        duplicates = self.env["aftersales.vehicle.duplicate"].with_user(self.information_clerk)
        duplicates.action_find()
        return duplicates

    def test_each_kind_is_found(self):
        misread = self.make_vehicle(vin="LTE5T10AXR0000003")
        same_plate = self.make_vehicle(plate="京A7K345")
        engines = self.make_vehicle(engine_no="ea-888 1") | self.make_vehicle(engine_no="EA8881")
        found = {
            one.kind: one.vehicle_ids for one in self.find().search([("vehicle_ids", "in", (self.car | engines).ids)])
        }
        self.assertEqual(found, {"vin": self.car | misread, "plate": self.car | same_plate, "engine": engines})

    def test_no_two_columns_of_the_list_are_called_alike(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search([("name", "=", "aftersales_vehicle")])._update_translations(["zh_CN"])
        duplicates = self.env["aftersales.vehicle.duplicate"].with_context(lang="zh_CN")
        labels = duplicates.fields_get(["kind", "key", "vehicle_ids", "reason", "state"], ["string"]).values()
        self.assertEqual(len({label["string"] for label in labels}), 5, labels)

    def test_what_was_told_apart_is_not_brought_up_again(self):
        self.make_vehicle(plate="京A7K345")
        one = self.find().search([("key", "=", "京A7K345")])
        with self.assertRaisesRegex(UserError, "Write the reason"):
            one.action_dismiss()
        one.reason = "Plate was given out again"
        one.action_dismiss()
        self.assertEqual((self.find().search([("key", "=", "京A7K345")]).state, one.state), ("dismissed",) * 2)
        self.make_vehicle(plate="京A7K345")
        self.find()
        self.assertEqual(one.state, "open", "a third car is a new question")

    def test_merged_ones_leave_the_list(self):
        twin = self.make_vehicle(plate="京A7K345")
        one = self.find().search([("key", "=", "京A7K345")])
        wizard = self.env["aftersales.vehicle.merge.wizard"].with_user(self.information_clerk)
        wizard.browse(one.action_merge()["res_id"]).action_merge()
        self.assertEqual(twin.merged_into_id, self.car)
        self.find()
        self.assertEqual(one.state, "merged")

    def test_cars_of_two_stores_are_never_put_side_by_side(self):
        stores = self.env["res.company"].create([{"name": "North"}, {"name": "South"}])
        for store in stores:
            self.make_vehicle(plate="京D11111", company_id=store.id)
        self.env["aftersales.vehicle.duplicate"]._find()
        self.assertFalse(self.env["aftersales.vehicle.duplicate"].sudo().search([("key", "=", "京D11111")]))

    def test_each_store_is_shown_its_own_cars_with_the_shared_ones(self):
        north, south = self.env["res.company"].create([{"name": "North"}, {"name": "South"}])
        shared = self.make_vehicle(plate="京D22222")
        ours = self.make_vehicle(plate="京D22222", company_id=north.id)
        theirs = self.make_vehicle(plate="京D22222", company_id=south.id)
        duplicates = self.env["aftersales.vehicle.duplicate"]
        duplicates._find()
        self.assertEqual(
            {one.company_id: one.vehicle_ids for one in duplicates.search([("key", "=", "京D22222")])},
            {north: shared | ours, south: shared | theirs},
        )

    def test_the_night_writes_in_slices_and_goes_on_where_it_stopped(self):
        for number in range(3):
            for _twin in range(2):
                self.make_vehicle(plate=f"京D3333{number}")
        duplicates = self.env["aftersales.vehicle.duplicate"].with_context(active_test=False)
        domain = [("key", "like", "京D3333")]
        module = "odoo.addons.aftersales_vehicle.models.aftersales_vehicle_duplicate.BATCH_SIZE"
        with patch(module, 2), patch.object(self.registry["ir.cron"], "_commit_progress", return_value=0) as told:
            for found in (2, 3, 3):
                duplicates._cron_find()
                self.assertEqual(duplicates.search_count(domain), found)
        self.assertEqual([call.kwargs["remaining"] for call in told.call_args_list], [2, 1], "engines are left")

    def test_nobody_writes_the_list(self):
        self.make_vehicle(plate="京A7K345")
        one = self.find().search([("key", "=", "京A7K345")])
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            one.state = "merged"
