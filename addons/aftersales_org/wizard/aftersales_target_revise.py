from odoo import fields, models


class AftersalesTargetRevise(models.TransientModel):
    """Change an agreed target with a reason."""

    _name = "aftersales.target.revise"
    _description = "Revise a Target"

    target_id = fields.Many2one("aftersales.target", required=True, readonly=True, ondelete="cascade")
    old_amount = fields.Float(related="target_id.amount", string="Until Now")
    amount = fields.Float("New Target", digits=(16, 2), required=True)
    reason = fields.Char(required=True)
    is_broken_down = fields.Boolean(compute="_compute_is_broken_down")
    scale = fields.Boolean("Change the Parts in Proportion", default=True)

    def _compute_is_broken_down(self):
        for wizard in self:
            wizard.is_broken_down = not wizard.target_id.is_leaf

    def action_revise(self):
        self.ensure_one()
        self.target_id._revise(self.amount, self.reason, self.scale)
        return {"type": "ir.actions.act_window_close"}
