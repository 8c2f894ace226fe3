from odoo import api, fields, models


class AftersalesChecklist(models.Model):
    _inherit = "aftersales.checklist"

    area_id = fields.Many2one(
        "aftersales.area",
        compute="_compute_area_id",
        inverse="_inverse_area_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        check_company=True,
    )
    plan_id = fields.Many2one(
        "aftersales.audit.plan", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    plan_period = fields.Date("Period From", readonly=True, copy=False)

    _plan_unique = models.UniqueIndex(
        "(plan_id, plan_period) WHERE plan_id IS NOT NULL", "This check is already planned for the period."
    )

    @api.depends("res_model", "res_id")
    def _compute_area_id(self):
        for checklist in self:
            checklist.area_id = checklist.res_id if checklist.res_model == "aftersales.area" else False

    def _inverse_area_id(self):
        for area, checklists in self.filtered("area_id").grouped("area_id").items():
            checklists.write({"res_model": "aftersales.area", "res_id": area.id})
