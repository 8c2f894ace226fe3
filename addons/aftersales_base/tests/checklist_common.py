import base64
import io

from PIL import Image

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class ChecklistCommon(TransactionCase):
    """A store with a manager, a supervisor and two technicians, and a checklist of three lines."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Changan Road Store"})
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.other_company = cls.env["res.company"].create({"name": "Harbour Store"})
        cls.env.user.company_ids |= cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids, "tracking_disable": True})
        cls.manager = cls.user("chen", "aftersales_base.group_manager")
        cls.supervisor = cls.user("zhao", "aftersales_base.group_workshop_supervisor")
        cls.li = cls.user("li", "aftersales_base.group_technician")
        cls.wang = cls.user("wang", "aftersales_base.group_technician")
        cls.stranger = cls.user("stranger", "aftersales_base.group_manager", cls.other_company)
        cls.section = cls.env["aftersales.checklist.section"].create({"name": "Tools"})
        cls.template = cls.env["aftersales.checklist.template"].create(
            {
                "name": "Walk through the workshop",
                "kind": "audit",
                "line_ids": [
                    Command.create({"name": "Floor is clean", "section_id": cls.section.id, "weight": 2}),
                    Command.create({"name": "Fire doors are free", "answer_kind": "yes_no", "is_critical": True}),
                    Command.create(
                        {
                            "name": "Air pressure",
                            "answer_kind": "measure",
                            "has_minimum": True,
                            "minimum": 6,
                            "has_maximum": True,
                            "maximum": 8,
                            "unit": "bar",
                        }
                    ),
                ],
            }
        )
        cls.daily = cls.template.copy({"name": "Every morning", "kind": "daily"})
        picture = io.BytesIO()
        Image.new("RGB", (4, 4), "red").save(picture, "PNG")
        cls.picture = base64.b64encode(picture.getvalue())

    @classmethod
    def user(cls, login, groups, company=None):
        company = company or cls.company
        return new_test_user(
            cls.env, login, groups=groups, company_id=company.id, company_ids=[Command.set(company.ids)]
        )

    def plan(self, user=None, template=None, **vals):
        return self.env["aftersales.checklist"].create(
            {
                "template_id": (template or self.template).id,
                "company_id": self.company.id,
                "user_id": (user or self.supervisor).id,
                **vals,
            }
        )

    def start(self, user=None, template=None, **vals):
        user = user or self.supervisor
        checklist = self.plan(user, template, **vals).with_user(user)
        checklist.action_start()
        return checklist

    def answer(self, checklist, *answers):
        for line, answer in zip(checklist.line_ids, answers, strict=True):
            line.write({"measured": answer} if line.answer_kind == "measure" else {"answer": answer})

    def find(self, owner=None):
        """A finding of the supervisor's, signed; ``owner`` is to mend it."""
        checklist = self.start()
        self.answer(checklist, "fail", "ok", "7")
        checklist.line_ids[0].owner_id = owner or self.li
        checklist.action_finish()
        return checklist.rectification_ids
