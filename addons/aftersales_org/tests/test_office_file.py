from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestOfficeFile(OrgCommon):
    """Every paper is found again: in its place, with its borrower, or destroyed when its term was over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.staff = cls.user("staff", "aftersales_base.group_support_staff")
        cls.li = cls.user("li", "aftersales_base.group_technician")
        cls.lease = cls.file("Lease of the parts store", kept_until="2030-12-31")

    @classmethod
    def file(cls, subject, **vals):
        files = cls.env["aftersales.office.file"].with_user(cls.staff)
        return files.create({"subject": subject, "place": "B3", "company_id": cls.company.id, **vals})

    def lend(self, to, **vals):
        self.lease.write({"borrower_id": to.id, **vals})
        self.lease.action_lend()

    def test_files_are_numbered_one_after_the_other(self):
        second = self.file("Letter")
        self.assertTrue(self.lease.number)
        self.assertEqual(int(second.number[-4:]), int(self.lease.number[-4:]) + 1)
        self.assertEqual(self.file("Old one", number="A/7").number, "A/7")

    @freeze_time("2026-05-01 04:00:00")
    def test_file_is_lent_and_comes_back(self):
        with self.assertRaisesRegex(UserError, "Say to whom"):
            self.lease.action_lend()
        with self.assertRaisesRegex(UserError, "due back in the past"), self.cr.savepoint():
            self.lend(self.li, due_date="2026-04-01")
        self.lend(self.li, due_date="2026-05-10")
        self.assertRecordValues(self.lease, [{"state": "lent", "borrower_id": self.li.id}])
        with self.assertRaisesRegex(UserError, "Take it back before"):
            self.lease.borrower_id = self.chen
        self.lease.action_give_back()
        self.assertRecordValues(self.lease, [{"state": "filed", "borrower_id": False, "due_date": False}])
        self.assertIn("li", self.lease.message_ids[0].body)

    def test_file_that_is_not_back_waits_in_my_duties(self):
        duty = self.env["aftersales.duty"].search([("code", "=", "ADM-1")]).with_user(self.staff)
        with freeze_time("2026-05-01 04:00:00"):
            self.lend(self.li, due_date="2026-05-10")
            self.assertEqual(duty.open_count, 0)
        with freeze_time("2026-05-11 04:00:00"):
            self.lease.invalidate_recordset(["is_overdue"])
            duty.invalidate_recordset(["open_count"])
            self.assertTrue(self.lease.is_overdue)
            self.assertEqual(duty.open_count, 1)
            self.assertTrue(duty.can_open)

    def test_file_is_destroyed_after_its_term_only(self):
        theirs = self.lease.with_user(self.chen)
        with freeze_time("2030-12-31 04:00:00"), self.assertRaisesRegex(UserError, "until 2030-12-31"):
            theirs.action_destroy()
        with self.assertRaisesRegex(UserError, "for ever"):
            self.file("Deed").with_user(self.chen).action_destroy()
        with freeze_time("2031-01-01 04:00:00"):
            with self.assertRaisesRegex(AccessError, "role does not allow"):
                self.lease.action_destroy()
            theirs.action_destroy()
        self.assertEqual(self.lease.destroyed_user_id, self.chen)
        with self.assertRaisesRegex(UserError, "is evidence in state “Destroyed”"):
            theirs.place = "Nowhere"

    def test_register_loses_nothing(self):
        with self.assertRaisesRegex(UserError, "stays in it"):
            self.lease.sudo().unlink()
        with self.assertRaisesRegex(ValidationError, "before it was filed"):
            self.lease.write({"filed_date": "2026-01-02", "kept_until": "2026-01-01"})
        with self.assertRaisesRegex(UserError, "is kept by the system. Use the buttons"):
            self.lease.lent_date = "2026-01-01"

    def test_others_read_the_register(self):
        self.assertEqual(self.lease.with_user(self.li).place, "B3")
        with self.assertRaises(AccessError):
            self.lease.with_user(self.li).place = "A1"

    def test_another_store_has_its_own_register(self):
        other = self.env["res.company"].create({"name": "Other Store"})
        stranger = self.user("stranger", "aftersales_base.group_manager")
        stranger.write({"company_id": other.id, "company_ids": [Command.set(other.ids)]})
        theirs = self.lease.with_user(stranger).with_context(allowed_company_ids=other.ids)
        self.assertFalse(theirs.search([("id", "=", self.lease.id)]))
        with self.assertRaises(AccessError):
            theirs.read(["subject"])
