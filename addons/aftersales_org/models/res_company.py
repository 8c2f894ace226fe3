from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    aftersales_org_template_id = fields.Many2one(
        "aftersales.org.template",
        "Organisation Template",
        ondelete="set null",
        copy=False,
        help="The organisation template last applied to this company.",
    )
