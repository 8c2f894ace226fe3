from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError

from .life_common import LifeCase

ODD = "LTEST20E6S0123457"  # its check digit is wrong
OTHER = "LTEST20E6S0123456"


class TestMergeEvidence(LifeCase):
    """What somebody confirmed stays theirs, and two right VINs are two cars until somebody stands for it."""

    def merge(self, keep, others, **values):
        merges = self.env["aftersales.vehicle.merge"].with_user(self.information_clerk)
        return merges._merge(keep.with_user(merges.env.user), others.with_user(merges.env.user), values)

    def confirm(self, day="2025-01-02 03:00:00"):
        with freeze_time(day):
            return (
                self.env["aftersales.vehicle"]
                .with_user(self.service_advisor)
                .create({"vin": ODD, "vin_exception_reason": "As on the windscreen"})
                .sudo(False)
            )

    def confirmed(self, car):
        self.env.invalidate_all()
        car = car.with_env(self.env)
        return car.vin_exception_reason, car.vin_exception_user_id, f"{car.vin_exception_datetime}"

    def test_who_confirmed_an_odd_vin_stays_through_merge_and_undo(self):
        odd = self.confirm()
        before = ("As on the windscreen", self.service_advisor, "2025-01-02 03:00:00")
        merge = self.merge(odd, self.make_vehicle(plate="京B00001"))
        self.assertEqual(self.confirmed(odd), before)
        merge.action_undo()
        self.assertEqual(self.confirmed(odd), before)

    def test_with_the_reason_goes_who_gave_it(self):
        odd, keep = self.confirm(), self.make_vehicle(plate="京B00001")
        merge = self.merge(keep, odd, vin=ODD, vin_exception_reason="As on the windscreen")
        self.assertEqual(self.confirmed(keep), ("As on the windscreen", self.service_advisor, "2025-01-02 03:00:00"))
        merge.action_undo()
        self.assertEqual(self.confirmed(keep), (False, self.env["res.users"], "False"))
        self.assertEqual(self.confirmed(odd), ("As on the windscreen", self.service_advisor, "2025-01-02 03:00:00"))

    def test_the_same_reason_written_again_confirms_nothing_anew(self):
        odd = self.confirm()
        odd.with_user(self.manager).write({"vin_exception_reason": "As on the windscreen", "colour": "red"})
        self.assertEqual(self.confirmed(odd)[1], self.service_advisor)
        odd.with_user(self.manager).vin_exception_reason = "Registration seen"
        self.assertEqual(self.confirmed(odd)[1], self.manager)
        with self.assertRaisesRegex(UserError, "kept by the system"):
            odd.with_user(self.manager).vin_exception_user_id = self.technician

    # -- two cars by their VINs

    def wizard(self, user, *cars):
        action = self.car.union(*cars).with_user(user).action_merge()
        return self.env["aftersales.vehicle.merge.wizard"].with_user(user).browse(action["res_id"])

    def test_two_right_vins_are_merged_by_the_manager_with_a_reason(self):
        other = self.make_vehicle(vin=OTHER)
        wizard = self.wizard(self.information_clerk, other)
        with self.assertRaisesRegex(AccessError, f"{self.car.vin}, {OTHER} are the VINs of different cars"):
            wizard.action_merge()
        wizard = self.wizard(self.manager, other)
        self.assertTrue(wizard.has_two_vins)
        with self.assertRaisesRegex(UserError, "Write down why they are one"):
            wizard.action_merge()
        wizard.reason = "The second VIN was read from the neighbour's licence"
        with self.assertRaisesRegex(UserError, "The cars differ in VIN"):
            wizard.action_merge()
        wizard.choice_ids.filtered(lambda choice: choice.field_name == "vin").vehicle_id = self.car
        wizard.action_merge()
        self.assertEqual(other.merged_into_id, self.car)
        self.assertEqual(self.car.merge_ids.reason, "The second VIN was read from the neighbour's licence")

    def test_a_misread_vin_needs_no_reason_but_a_choice(self):
        misread = self.make_vehicle(vin="LTEST10AXR0000008")
        wizard = self.wizard(self.information_clerk, misread)
        self.assertFalse(wizard.has_two_vins)
        with self.assertRaisesRegex(UserError, "The cars differ in VIN"):
            wizard.action_merge()

    def test_an_odd_vin_somebody_stands_for_is_a_right_one(self):
        wizard = self.wizard(self.information_clerk, self.confirm())
        self.assertTrue(wizard.has_two_vins)
        with self.assertRaisesRegex(AccessError, "are the VINs of different cars"):
            wizard.action_merge()

    def test_why_an_odd_vin_is_right_goes_with_the_vin_alone(self):
        self.assertFalse(self.car.vin_exception_reason)
        wizard = self.wizard(self.manager, self.confirm())
        self.assertNotIn("vin_exception_reason", wizard.choice_ids.mapped("field_name"))
        wizard.reason = "The odd one was read from a copy"
        wizard.choice_ids.filtered(lambda choice: choice.field_name == "vin").vehicle_id = self.car
        wizard.action_merge()
        self.assertEqual(self.confirmed(self.car), (False, self.env["res.users"], "False"))

    def test_an_odd_vin_that_is_taken_brings_who_stands_for_it(self):
        odd = self.confirm()
        wizard = self.wizard(self.manager, odd)
        wizard.keep_id = self.car
        wizard.reason = "The other was never registered"
        wizard.choice_ids.filtered(lambda choice: choice.field_name == "vin").vehicle_id = odd
        wizard.action_merge()
        self.assertEqual(self.car.vin, ODD)
        self.assertEqual(
            self.confirmed(self.car), ("As on the windscreen", self.service_advisor, "2025-01-02 03:00:00")
        )

    def test_which_of_two_plates_stays_is_chosen(self):
        twin = self.make_vehicle(plate="沪B67890", colour="red")
        wizard = self.wizard(self.information_clerk, twin)
        with self.assertRaisesRegex(UserError, "The cars differ in Plate"):
            wizard.action_merge()
        wizard.choice_ids.filtered(lambda choice: choice.field_name == "plate").vehicle_id = twin
        wizard.action_merge()
        self.assertEqual((self.car.plate, self.car.colour), ("沪B67890", "red"))


class TestFormerOwners(LifeCase):
    """That there was an owner before is no secret; who it was is."""

    def test_an_advisor_sees_a_nameless_owner_before(self):
        self.transfer().action_finish()
        self.env.invalidate_all()
        car = self.car.with_user(self.service_advisor)
        self.assertEqual(car.owner_count, 2)
        self.assertEqual([(line.number, line.partner_id) for line in car.owner_history_ids], [(2, self.wang)])
        self.assertEqual(car.former_owner_note, "No. 1: an owner from 03/05/2022 until 06/01/2025")
        self.env.invalidate_all()
        self.assertFalse(self.car.with_user(self.manager).former_owner_note, "the manager reads the names")

    def test_a_lower_mileage_is_said_before_the_car_goes_over(self):
        self.read_readings(self.car, ("2025-05-01", 34275))
        self.assertIn("lower than 34,275 km", self.transfer(mileage=100).mileage_warning)
        self.assertFalse(self.transfer(mileage=34300).mileage_warning)
        self.assertFalse(self.transfer(mileage=100, date="2025-04-01").mileage_warning, "it was read before that")
        self.assertFalse(self.transfer(mileage=0).mileage_warning, "none was read")
