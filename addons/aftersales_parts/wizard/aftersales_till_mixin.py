from odoo import api, fields, models


class AftersalesTillMixin(models.AbstractModel):
    """Money that changes hands at the counter: through which till or account."""

    _name = "aftersales.till.mixin"
    _description = "Money at the Counter"
    _check_company_auto = True

    company_id = fields.Many2one("res.company")
    journal_id = fields.Many2one(
        "account.journal",
        "Paid By",
        required=True,
        check_company=True,
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('type', 'in', ('cash', 'bank')), ('company_id', 'parent_of', company_id)]",
    )

    @api.depends("company_id")
    def _compute_journal_id(self):
        for wizard in self:
            wizard.journal_id = wizard.company_id._get_till_journal()
