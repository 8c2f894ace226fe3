from odoo import api, fields, models


class AftersalesDutyWork(models.Model):
    """Work of a duty that is done on another screen than its own, such as receiving and claims beside late orders.

    Its records lie in the data of the addon that has the screen, so they come, change and go with it.
    """

    _name = "aftersales.duty.work"
    _description = "Work of a Duty"
    _inherit = ["aftersales.duty.screen.mixin"]
    _order = "sequence, id"

    # -- what it is
    duty_id = fields.Many2one("aftersales.duty", required=True, index=True, ondelete="cascade")
    name = fields.Char(required=True, translate=True, help="What is done, in two or three words.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    # -- where it is done
    action_id = fields.Many2one(required=True)
    module = fields.Char("Brought By", compute="_compute_module", groups="base.group_system")

    @api.depends("duty_id", "name")
    def _compute_display_name(self):
        for work in self:
            work.display_name = f"{work.duty_id.code} {work.name}"

    def _compute_module(self):
        xmlids = self.get_external_id()
        for work in self:
            work.module = xmlids[work.id].partition(".")[0]
