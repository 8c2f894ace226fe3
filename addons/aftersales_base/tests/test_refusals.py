from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .checklist_common import ChecklistCommon


@tagged("post_install", "-at_install")
class TestRefusals(ChecklistCommon):
    """Whoever may not see or change something is told so in plain words."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.rule"].create(
            {
                "name": "Nobody sees the section of tools",
                "model_id": cls.env["ir.model"]._get_id("aftersales.checklist.section"),
                "domain_force": f"[('id', '!=', {cls.section.id})]",
            }
        )
        cls.env.flush_all()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def refusal(self, user, call):
        """The words a user is refused with."""
        self.env.invalidate_all()
        with self.assertRaises(AccessError) as caught:
            call(self.section.with_user(user))
        return str(caught.exception)

    def test_staff_is_refused_in_plain_words(self):
        for words, call in {
            "you may not see": lambda section: section.read(["name"]),
            "you may not change": lambda section: section.write({"name": "Other"}),
            "you may not delete": lambda section: section.unlink(),
        }.items():
            text = self.refusal(self.manager, call)
            self.assertIn(words, text)
            self.assertIn("Switch to the store it belongs to, or ask your manager", text)
            self.assertNotRegex(text, "(?i)secret|cookies|baked")

    def test_others_are_told_what_the_host_tells(self):
        outsider = new_test_user(self.env, "outsider", groups="base.group_user")
        rules = self.env["ir.rule"].with_user(outsider)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            self.assertIn("top-secret", str(rules._make_access_error("read", self.section.with_user(outsider))))

    def test_the_way_to_the_other_store_is_kept(self):
        """The screen offers to switch to the company the record belongs to."""
        self.manager.company_ids |= self.other_company
        rules = self.env["ir.rule"].with_user(self.manager)
        self.env["ir.rule"].create(
            {
                "name": "Own companies",
                "model_id": self.env["ir.model"]._get_id("aftersales.checklist.template"),
                "domain_force": "[('company_id', 'in', company_ids)]",
            }
        )
        template = self.template.copy({"company_id": self.other_company.id})
        with mute_logger("odoo.addons.base.models.ir_rule"):
            error = rules._make_access_error("read", template.with_user(self.manager))
        self.assertEqual(error.context["suggested_company"]["id"], self.other_company.id)
        self.assertIn("Switch to the store", str(error))
