from odoo import fields, models


class AftersalesPolicyAcknowledgement(models.Model):
    """That a person was asked to acknowledge a version of a policy, and when they did."""

    _name = "aftersales.policy.acknowledgement"
    _description = "Policy Acknowledgement"
    _order = "read_datetime desc, id"
    _rec_name = "user_id"

    version_id = fields.Many2one(
        "aftersales.policy.version", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="version_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", "Reader", required=True, readonly=True, ondelete="restrict")
    create_date = fields.Datetime("Handed Over", readonly=True)
    read_datetime = fields.Datetime("Acknowledged On", readonly=True)

    _reader_unique = models.UniqueIndex("(user_id, version_id)", "This person was asked for this version already.")
