from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import OrgCommon


@tagged("post_install", "-at_install")
class TestPolicy(OrgCommon):
    """Everybody has acknowledged the version in force; what was in force before stays readable."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chen = cls.user("chen", "aftersales_base.group_manager")
        cls.li = cls.user("li")
        cls.wang = cls.user("wang", "aftersales_base.group_service_advisor")
        cls.hire(cls.li, cls.technician_job)
        cls.policy = (
            cls.env["aftersales.policy"]
            .with_user(cls.chen)
            .create({"code": "AS-P-001", "name": "Discounts", "company_id": cls.company.id})
        )

    def draft(self, **vals):
        action = self.policy.action_new_version()
        version = self.env["aftersales.policy.version"].with_user(self.chen).browse(action["res_id"])
        version.write(
            {"body": "<p>Up to 5 %.</p>", "position_ids": [Command.set(self.technician_position.ids)], **vals}
        )
        return version

    def publish(self, **vals):
        version = self.draft(**vals)
        version.action_publish()
        return version

    def test_readers_acknowledge(self):
        version = self.publish()
        self.assertEqual(self.policy.current_version_id, version)
        mine = self.env["aftersales.policy.version"].with_user(self.li)
        self.assertEqual(mine.search([("is_to_read", "=", True)]), version)
        version.with_user(self.li).action_mark_read()
        self.assertFalse(mine.search([("is_to_read", "=", True)]))
        self.assertEqual([version.reader_count, version.read_count], [1, 1])
        self.assertFalse(mine.with_user(self.wang).search([]))

    def test_new_version_asks_anew_and_the_old_one_stays_readable(self):
        first = self.publish()
        first.with_user(self.li).action_mark_read()
        second = self.publish(body="<p>Up to 3 %.</p>", change_summary="Less")
        self.assertEqual([first.state, second.state, second.number], ["superseded", "in_force", 2])
        self.assertEqual(self.policy.current_version_id, second)
        self.assertTrue(second.with_user(self.li).is_to_read)
        self.assertEqual(first.with_user(self.li).body, "<p>Up to 5 %.</p>")
        self.assertEqual([first.read_count, second.read_count], [1, 0])

    def test_next_version_begins_with_the_one_in_force(self):
        first = self.publish()
        draft = self.env["aftersales.policy.version"].browse(self.policy.action_new_version()["res_id"])
        self.assertEqual(draft.body, first.body)
        self.assertEqual(draft.position_ids, first.position_ids)
        self.assertEqual(self.policy.action_new_version()["res_id"], draft.id)

    def test_published_text_stays(self):
        version = self.publish()
        with self.assertRaisesRegex(UserError, "Discounts V1 was published and keeps its text"):
            version.body = "<p>Up to 50 %.</p>"
        with self.assertRaisesRegex(UserError, "stays readable"):
            version.unlink()
        with self.assertRaisesRegex(UserError, "stays readable. Archive"):
            self.policy.unlink()

    def test_empty_or_unexplained_version_is_not_published(self):
        with self.assertRaisesRegex(UserError, "is empty"):
            self.publish(body=False)
        self.policy.version_ids.body = "<p>5 %</p>"
        self.policy.version_ids.action_publish()
        with self.assertRaisesRegex(UserError, "Say what is new in Discounts V2"):
            self.publish()

    def test_newcomer_is_asked_too(self):
        version = self.publish()
        self.hire(self.wang, self.technician_job)
        version.action_deliver()
        version.action_deliver()
        self.assertEqual(version.receipt_ids.user_id, self.li | self.wang)

    def test_draft_is_not_handed_out(self):
        with self.assertRaisesRegex(UserError, "Only a version in force"):
            self.draft().action_deliver()

    def test_staff_do_not_publish(self):
        version = self.publish()
        for move in ("action_publish", "action_deliver"):
            with self.subTest(move), self.assertRaises(AccessError):
                getattr(version.with_user(self.li), move)()
        with self.assertRaises(AccessError):
            version.receipt_ids.with_user(self.li).write({"read_datetime": "2026-01-01"})

    def test_other_stores_do_not_see_it(self):
        self.publish()
        other = self.env["res.company"].create({"name": "Second Store"})
        guest = self.user("guest", "aftersales_base.group_manager")
        guest.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        for model in ("aftersales.policy", "aftersales.policy.version", "aftersales.policy.acknowledgement"):
            records = self.env[model].with_user(guest).with_context(allowed_company_ids=other.ids)
            self.assertFalse(records.search([]), model)

    def test_duty_leads_here(self):
        self.draft()
        self.hire(self.chen, self.job(self.manager_position))
        duty = self.env.ref("aftersales_org.duty_asm_7").with_user(self.chen)
        self.assertTrue(duty.can_open)
        self.assertEqual(duty.open_count, 1)
