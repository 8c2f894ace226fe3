from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesSupplierCredit(models.Model):
    """Credit notes that claims on suppliers came to, drafts included: for who made the claim and reads no accounts.

    The notes themselves are the host's; who keeps the books opens and posts them from here.
    """

    _name = "aftersales.supplier.credit"
    _description = "Supplier Credit Note"
    _auto = False
    _order = "state, id desc"
    _depends = {  # noqa: RUF012 - read only
        "account.move": ["state", "name", "partner_id", "invoice_date", "amount_untaxed", "amount_total", "company_id"],
        "aftersales.supplier.claim": ["refund_ids"],
    }

    claim_id = fields.Many2one("aftersales.supplier.claim", readonly=True)
    partner_id = fields.Many2one("res.partner", "Supplier", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    name = fields.Char("Number", readonly=True)
    made_datetime = fields.Datetime("Made On", readonly=True)
    invoice_date = fields.Date("Date of the Note", readonly=True)
    amount_untaxed = fields.Monetary("Before Tax", readonly=True)
    amount_total = fields.Monetary("Total", readonly=True)
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("cancel", "Cancelled")], "Status", readonly=True
    )
    next_step = fields.Char(compute="_compute_next_step")

    @property
    def _table_query(self):
        refunds = self.env["aftersales.supplier.claim"]._fields["refund_ids"]
        return SQL(
            """
            SELECT move.id,
                   made.%(claim)s AS claim_id,
                   move.partner_id,
                   move.company_id,
                   move.currency_id,
                   CASE WHEN move.name != '/' THEN move.name END AS name,
                   move.create_date AS made_datetime,
                   move.invoice_date,
                   move.amount_untaxed,
                   move.amount_total,
                   move.state
              FROM %(made)s made
              JOIN account_move move ON move.id = made.%(move)s
            """,
            made=SQL.identifier(refunds.relation),
            claim=SQL.identifier(refunds.column1),
            move=SQL.identifier(refunds.column2),
        )

    @api.depends("state")
    def _compute_next_step(self):
        for note in self:
            waits = note.state == "draft"
            note.next_step = waits and self.env._("The cashier posts it when the supplier's paper is here.")

    def action_open_note(self):
        """The credit note itself, for who keeps the books or reads them."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Credit Notes"),
            "res_model": "account.move",
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_open_claim(self):
        self.ensure_one()
        return self.claim_id.get_formview_action()
