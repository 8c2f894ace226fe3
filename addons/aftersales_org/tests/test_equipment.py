from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestEquipment(OrgCommon):
    """Lifts and gauges are inspected in time, and it can be proved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zhao = cls.user("zhao", "aftersales_base.group_workshop_supervisor")
        cls.staff = cls.user("staff", "aftersales_base.group_support_staff")
        cls.area = cls.env["aftersales.area"].create(
            {"name": "Workshop", "kind": "workshop", "company_id": cls.company.id, "user_id": cls.zhao.id}
        )
        cls.lift = cls.env["maintenance.equipment"].create(
            {
                "name": "Lift 3",
                "company_id": cls.company.id,
                "area_id": cls.area.id,
                "inspection_months": 12,
                "next_inspection_date": "2026-03-31",
            }
        )

    def inspect(self, date, **vals):
        return (
            self.env["aftersales.equipment.inspection"]
            .with_user(self.staff)
            .create({"equipment_id": self.lift.id, "company_id": self.company.id, "date": date, **vals})
        )

    def remind(self):
        with patch.object(self.registry["ir.cron"], "_commit_progress", return_value=60):
            self.env["maintenance.equipment"]._cron_remind_inspections()
        return self.env["mail.activity"].search([("res_model", "=", self.lift._name), ("res_id", "=", self.lift.id)])

    def test_inspection_sets_the_next_one(self):
        self.inspect("2024-02-29")
        self.assertEqual(str(self.lift.next_inspection_date), "2025-02-28")
        self.inspect("2025-02-20", valid_until="2025-12-31")
        self.assertEqual(str(self.lift.next_inspection_date), "2025-12-31")
        self.inspect("2025-12-30", result="failed")
        self.assertEqual(str(self.lift.next_inspection_date), "2025-12-30", "it is due at once")

    @freeze_time("2026-03-05 02:00:00")
    def test_reminder_comes_once_and_ends_with_the_inspection(self):
        for _day in range(2):
            activities = self.remind()
            self.assertEqual(activities.user_id, self.zhao)
            self.assertEqual(len(activities), 1)
        self.assertEqual(str(activities.date_deadline), "2026-03-31")
        self.inspect("2026-03-05")
        self.assertFalse(self.remind(), "done, and the next one is a year away")
        with freeze_time("2027-02-20"):
            self.assertEqual(len(self.remind()), 1)

    @freeze_time("2026-02-01 02:00:00")
    def test_reminder_does_not_come_too_early(self):
        self.assertFalse(self.remind())
        self.lift.next_inspection_date = "2026-02-20"
        self.assertEqual(len(self.remind()), 1)

    @freeze_time("2026-04-02 02:00:00")
    def test_due_equipment_is_found(self):
        self.lift.invalidate_recordset(["is_inspection_due"])
        self.assertTrue(self.lift.is_inspection_due)
        duty = self.env["aftersales.duty"].search([("code", "=", "ADM-3")]).with_user(self.staff)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)
        self.inspect("2026-04-02")
        duty.invalidate_recordset(["open_count"])
        self.assertEqual(duty.open_count, 0)

    def test_bad_dates_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "after it took place"):
            self.inspect("2999-01-01")
        with self.assertRaisesRegex(ValidationError, "cannot end before"):
            self.inspect("2026-01-10", valid_until="2026-01-09")

    def test_inspection_is_evidence(self):
        with self.assertRaisesRegex(UserError, "evidence"):
            self.inspect("2026-01-10").sudo().unlink()

    def test_staff_see_the_equipment_of_an_area_and_do_not_change_it(self):
        lift = self.lift.with_user(self.staff)
        self.assertEqual(lift.name, "Lift 3")
        with self.assertRaises(AccessError):
            lift.inspection_months = 0
        self.lift.with_user(self.zhao).inspection_months = 6

    def test_another_store_sees_no_inspections(self):
        inspection = self.inspect("2026-01-10")
        other = self.env["res.company"].create({"name": "Other Store"})
        stranger = self.user("stranger", "aftersales_base.group_manager")
        stranger.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        theirs = inspection.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([("id", "=", inspection.id)]))
        with self.assertRaises(AccessError):
            theirs.read(["date"])
