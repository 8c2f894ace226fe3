from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError

from .life_common import LifeCase


class TestTransfer(LifeCase):
    """A car goes to its next owner."""

    def test_the_new_owner_has_the_car_from_that_day(self):
        self.car.driver_id = self.car.payer_id = self.zhang
        transfer = self.transfer(is_plate_kept=False, new_plate="沪b·67890")
        transfer.action_finish()
        self.assertEqual((self.car.owner_id, self.car.plate), (self.wang, "沪B67890"))
        self.assertFalse(self.car.driver_id | self.car.payer_id, "the old owner neither drives nor pays it any more")
        self.assertEqual(
            self.owners_of(self.car),
            [("张小明", date(2022, 3, 5), date(2025, 6, 1)), ("王芳", date(2025, 6, 1), False)],
        )
        plates = self.car.plate_history_ids.sorted("id")
        self.assertEqual(
            [(line.plate, line.date_from, line.date_to) for line in plates],
            [("京A7K345", False, date(2025, 6, 1)), ("沪B67890", date(2025, 6, 1), False)],
        )
        self.assertRecordValues(
            self.car.odometer_ids, [{"value": 30000, "date": date(2025, 6, 1), "source": "transfer"}]
        )
        self.assertRecordValues(
            transfer.sudo(),
            [{"old_owner_id": self.zhang.id, "old_plate": "京A7K345", "done_user_id": self.service_advisor.id}],
        )
        self.assertEqual(transfer.state, "done")

    def owners_of(self, car):
        lines = car.owner_history_ids.sorted("id")
        return [(line.partner_id.name, line.date_from, line.date_to) for line in lines]

    def test_twice_changes_nothing(self):
        transfer = self.transfer()
        transfer.action_finish()
        transfer.action_finish()
        self.assertEqual(len(self.car.owner_history_ids), 2)

    def test_consent_is_taken_down_with_it(self):
        self.transfer(has_consent=True, consent_channel="paper", consent_version="2026-01").action_finish()
        consent = self.wang.consent_ids
        self.assertRecordValues(
            consent,
            [{"purpose": "service", "state": "given", "text_version": "2026-01", "given_date": date(2025, 6, 1)}],
        )
        self.assertTrue(self.wang.may_send_service)

    def test_what_is_not_ready_says_why(self):
        for vals, words in [
            ({"new_owner_id": self.zhang.id}, "belongs to 张小明 already"),
            ({"date": "2099-01-01"}, "lies in the future"),
            ({"date": "2022-03-04"}, "changed hands on 2022-03-05"),
            ({"has_identity": False}, "identity card first"),
            ({"has_registration_certificate": False}, "registration certificate"),
            ({"is_plate_kept": False, "new_plate": " "}, "Which plate does"),
            ({"is_plate_kept": False, "new_plate": "京A-7K345"}, "Which plate does"),
            ({"is_plate_kept": False, "new_plate": "ZZZ"}, "“ZZZ” is no plate"),
            ({"has_consent": True}, "To which version of the text"),
        ]:
            with self.subTest(words), self.assertRaisesRegex(UserError, words):
                self.transfer(**vals).action_finish()
        self.assertEqual(self.car.owner_id, self.zhang)

    def test_what_can_never_be_is_refused_when_it_is_written_down(self):
        for vals, words in [
            ({"new_owner_id": self.zhang.id}, "belongs to 张小明 already. Choose the new owner"),
            ({"is_plate_kept": False, "new_plate": "ABC-?!"}, r"“ABC-\?!” is no plate"),
        ]:
            with self.subTest(words), self.assertRaisesRegex(ValidationError, words):
                self.transfer(**vals)
        transfer = self.transfer()
        with self.assertRaisesRegex(ValidationError, "belongs to 张小明 already"):
            transfer.new_owner_id = self.zhang

    def test_an_odd_plate_is_asked_about(self):
        transfer = self.transfer(is_plate_kept=False, new_plate="kb 1234-x")
        self.assertIn("KB1234X has an unusual form", transfer.plate_warning)
        transfer.action_finish()
        self.assertEqual((self.car.plate, transfer.plate_warning), ("KB1234X", False))

    def test_the_plate_is_kept_as_on_the_car(self):
        transfer = self.transfer(is_plate_kept=False, new_plate="苏ｅ·88ｋ 88")
        self.assertEqual(transfer.new_plate, "苏E88K88")
        transfer.new_plate = "苏e-99k99"
        self.assertEqual(transfer.new_plate, "苏E99K99")

    def test_a_lower_mileage_needs_a_reason_and_is_flagged(self):
        self.read_readings(self.car, ("2025-05-01", 41412))
        transfer = self.transfer(mileage=100)
        with self.assertRaisesRegex(UserError, "100 km is lower than 41,412 km .* write down why it is lower"):
            transfer.action_finish()
        transfer.mileage_reason = "Odometer replaced in March"
        transfer.action_finish()
        reading = self.car.odometer_ids.filtered(lambda reading: reading.source == "transfer")
        self.assertRecordValues(
            reading, [{"value": 100, "flag": "backwards", "reason": "Odometer replaced in March", "is_valid": False}]
        )
        self.assertEqual(self.car.odometer, 41412)
        self.assertIn("does not count until somebody confirms", "".join(transfer.message_ids.mapped("body")))

    def test_a_mileage_between_two_readings_is_compared_with_the_one_before(self):
        self.read_readings(self.car, ("2025-05-01", 41412), ("2025-07-01", 42000))
        self.assertIn("lower than 41,412 km", self.transfer(mileage=100).mileage_warning)
        self.assertFalse(self.transfer(mileage=41500).mileage_warning)

    def test_a_mileage_that_is_right_needs_no_reason(self):
        self.read_readings(self.car, ("2025-05-01", 20000))
        self.transfer(mileage_reason="a leftover of a wrong reading").action_finish()
        self.assertRecordValues(
            self.car.odometer_ids.filtered(lambda reading: reading.source == "transfer"),
            [{"value": 30000, "flag": "ok", "reason": False}],
        )

    def test_the_owner_who_came_meanwhile_gets_it_no_second_time(self):
        first, second = self.transfer(), self.transfer()
        first.action_finish()
        with self.assertRaisesRegex(UserError, "belongs to 王芳 already"):
            second.action_finish()

    def test_before_the_last_transfer_is_refused(self):
        self.transfer().action_finish()
        with self.assertRaisesRegex(UserError, "changed hands on 2025-06-01"):
            self.transfer(new_owner_id=self.li.id, date="2025-05-31").action_finish()

    def test_done_is_evidence(self):
        transfer = self.transfer()
        with self.assertRaisesRegex(UserError, "kept by the system"):
            transfer.old_plate = "京A00000"
        transfer.action_finish()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            transfer.note = "changed"
        with self.assertRaisesRegex(UserError, "stays on record"):
            transfer.unlink()

    def test_the_owner_before_is_known_to_few(self):
        transfer = self.transfer()
        transfer.action_finish()
        for user in (self.technician, self.service_advisor):
            with self.assertRaises(AccessError):
                transfer.with_user(user).read(["old_owner_id"])
            self.env.invalidate_all()
            self.assertEqual(self.car.with_user(user).owner_history_ids.partner_id, self.wang)
        for user in (self.manager, self.cs_representative, self.information_clerk):
            self.env.invalidate_all()
            self.assertEqual(transfer.with_user(user).old_owner_id, self.zhang)
            self.assertEqual(self.car.with_user(user).owner_history_ids.partner_id, self.wang | self.zhang)

    def test_the_log_of_changes_hides_the_owner_before(self):
        self.env.cr.precommit.run()
        car = self.car.with_context(tracking_disable=False)
        car.owner_id = self.wang
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = car.message_ids.sudo().tracking_value_ids.filtered(lambda value: value.field_id.name == "owner_id")
        self.assertTrue(values)
        self.assertFalse(car.with_user(self.technician)._track_filter_for_display(values))
        self.assertIn("Owner changed", values.mail_message_id.body)
        self.assertEqual(car.with_user(self.manager)._track_filter_for_display(values), values)

    def test_a_technician_transfers_nothing(self):
        with self.assertRaises(AccessError):
            self.transfer(user=self.technician)

    def test_the_owner_before_is_told_nothing_more(self):
        self.car.message_subscribe(partner_ids=self.zhang.ids)
        self.transfer().action_finish()
        self.assertNotIn(self.zhang, self.car.message_partner_ids)

    def test_the_button_brings_the_car_along(self):
        action = self.car.with_user(self.service_advisor).action_transfer()
        self.assertEqual(action["context"]["default_vehicle_id"], self.car.id)
