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
    aftersales_certificate_days = fields.Integer(
        "Certificates: Days Ahead",
        default=60,
        help="So many days before a certificate ends, the person, training and the manager are told, once.",
    )

    _aftersales_certificate_days_not_negative = models.Constraint(
        "CHECK(aftersales_certificate_days >= 0)",
        "Enter how many days before its end a certificate is to be renewed, 0 or more.",
    )

    def _get_training_users(self):
        """Who looks after training in a store: its training managers; where there is none, its technical experts."""
        return self._get_users_of("aftersales_base.group_training_manager") or self._get_users_of(
            "aftersales_base.group_technical_expert"
        )
