from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesChecklistMixin(models.AbstractModel):
    """A record checklists are worked through on: an area, a repair order, a service provider."""

    _name = "aftersales.checklist.mixin"
    _description = "Has Checklists"

    checklist_ids = fields.One2many(
        "aftersales.checklist",
        "res_id",
        "Checklists",
        domain=lambda self: [("res_model", "=", self._name)],
    )
    checklist_count = fields.Integer(compute="_compute_checklist_counts")
    open_finding_count = fields.Integer("Open Findings", compute="_compute_checklist_counts")

    @api.depends("checklist_ids")
    def _compute_checklist_counts(self):
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        checklists = dict(self.env["aftersales.checklist"]._read_group(domain, ["res_id"], ["__count"]))
        findings = dict(
            self.env["aftersales.rectification"]._read_group(
                [*domain, ("state", "!=", "closed")], ["res_id"], ["__count"]
            )
        )
        for record in self:
            record.checklist_count = checklists.get(record.id, 0)
            record.open_finding_count = findings.get(record.id, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        # sudo: a checklist the user may not see is evidence as well
        checked = self.browse(self.env["aftersales.checklist"].sudo().search(domain).mapped("res_id"))
        checked._refuse_unlink_of_checked()

    def _refuse_unlink_of_checked(self):
        if self:
            raise UserError(
                self.env._(
                    "There are checklists of %(names)s, which are evidence. Archive it instead of deleting it.",
                    names=", ".join(self.mapped("display_name")),
                )
            )

    def action_open_checklists(self):
        """The checklists of these records."""
        return self._prepare_checklist_action("aftersales_base.aftersales_checklist_action")

    def action_open_findings(self):
        """What was found on these records and is not closed yet."""
        action = self._prepare_checklist_action("aftersales_base.aftersales_rectification_action")
        return {**action, "context": {"search_default_unfinished": 1}}

    def _prepare_checklist_action(self, xmlid):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(xmlid),
            "domain": [("res_model", "=", self._name), ("res_id", "in", self.ids)],
            "context": {"default_res_model": self._name, "default_res_id": self[:1].id},
        }

    def _create_checklists(self, template, **vals):
        """Plan a checklist on each record.

        :param template: ``aftersales.checklist.template``, one record
        :param vals: further fields, such as ``user_id`` and ``planned_date``
        :return: ``aftersales.checklist`` in the order of the records
        """
        return self.env["aftersales.checklist"].create(
            [{"template_id": template.id, "res_model": self._name, "res_id": record.id, **vals} for record in self]
        )

    def _get_finding_owner(self):
        """Hook: who mends what is found on this record; empty where it must be said on each line."""
        self.ensure_one()
        return self.env["res.users"]
