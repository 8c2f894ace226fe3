from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("jump", "Price Jump"),
    ("duplicate", "Two Prices"),
    ("unknown", "Unknown Number"),
    ("problem", "Cannot Be Used"),
]
DECISIONS = [("open", "To Decide"), ("take", "Take New Price"), ("leave", "Leave Out")]


class AftersalesPartPriceFinding(models.Model):
    """What the clerk is to look at before a price file is brought in: a price that jumps, a row that cannot be used."""

    _name = "aftersales.part.price.finding"
    _description = "Price File Finding"
    _order = "kind desc, percent desc, line_no, id"
    _rec_name = "line_no"
    _log_access = False

    import_id = fields.Many2one("aftersales.import", "Price File", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    line_no = fields.Integer("Row", required=True, readonly=True, aggregator=None)
    kind = fields.Selection(KINDS, required=True, readonly=True)
    product_id = fields.Many2one("product.product", "Part", readonly=True, ondelete="cascade")
    price_kind = fields.Selection(
        [("list_price", "List Price"), ("dealer_net", "Dealer Net"), ("warranty_price", "Warranty Price")],
        "Kind of Price",
        readonly=True,
    )
    old_price = fields.Float(digits="Product Price", readonly=True, aggregator=None)
    new_price = fields.Float(digits="Product Price", readonly=True, aggregator=None)
    percent = fields.Float("Change in %", readonly=True, aggregator=None, help="By how much the price rises or falls.")
    reason = fields.Char(readonly=True)
    decision = fields.Selection(DECISIONS, required=True, readonly=True, default="open")

    _line_unique = models.Constraint("UNIQUE(import_id, line_no)", "Each row of a file has one finding.")
    _open_index = models.Index("(import_id, decision, kind)")

    def action_take(self):
        """The new prices are right."""
        self._decide("take")

    def action_leave(self):
        """The rows are left out; the parts keep the prices they have."""
        self._decide("leave")

    def _decide(self, decision):
        """Decide on jumps; ``sudo`` since the findings themselves are nobody's to write."""
        self.import_id.check_access("write")
        jumps = self.filtered(lambda finding: finding.kind == "jump")
        if not jumps:
            raise UserError(self.env._("Only a price jump is decided on. Correct the other rows in the file."))
        if late := jumps.import_id.filtered(lambda job: job.state != "preview"):
            raise UserError(
                self.env._("%(file)s is under way already: its rows stand in the ledger.", file=late[0].file_name)
            )
        jumps.sudo().decision = decision

    @api.model
    def _get_left_out(self, job):
        """Row → why it is not brought in, of the rows a person or the file itself excludes.

        A number that was unknown when the file was looked through may have become a part since.

        :rtype: dict[int, str]
        """
        findings = self.search(
            [
                ("import_id", "=", job.id),
                ("kind", "!=", "unknown"),
                "|",
                ("kind", "=", "duplicate"),
                ("decision", "=", "leave"),
            ]
        )
        return {finding.line_no: finding._describe() for finding in findings}

    def _describe(self):
        if self.kind != "jump":
            return self.reason
        return self.env._(
            "Left out: the price would go from %(old)s to %(new)s.",
            old=f"{self.old_price:.2f}",
            new=f"{self.new_price:.2f}",
        )
