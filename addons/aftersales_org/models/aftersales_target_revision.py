from odoo import fields, models


class AftersalesTargetRevision(models.Model):
    """A target's amount was changed, by whom, when and why."""

    _name = "aftersales.target.revision"
    _description = "Target Revision"
    _order = "create_date desc, id desc"

    target_id = fields.Many2one("aftersales.target", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="target_id.company_id", store=True, index=True)
    old_amount = fields.Float("From", digits=(16, 2), aggregator=None)
    new_amount = fields.Float("To", digits=(16, 2), aggregator=None)
    reason = fields.Char(required=True)
