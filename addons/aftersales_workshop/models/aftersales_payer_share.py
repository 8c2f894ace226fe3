from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules.payers import PAYERS


class AftersalesPayerShare(models.Model):
    """What a further payer bears of one job or part: a percentage or a fixed amount before tax.

    On the sale orders a share is a line of its own with the part's taxes: positive at this payer, and
    its mirror at the main payer, whose line stays whole. The goods leave the stock once.
    """

    _name = "aftersales.payer.share"
    _description = "Payer's Share"
    _inherit = ["aftersales.by.hand.mixin"]
    _order = "id"

    _kept_fields = frozenset({"sale_line_id", "counter_line_id"})

    job_id = fields.Many2one("aftersales.job", index="btree_not_null", ondelete="cascade")
    move_id = fields.Many2one("stock.move", "Part", index="btree_not_null", ondelete="cascade")
    repair_id = fields.Many2one("repair.order", compute="_compute_repair_id", store=True, index=True, precompute=True)
    company_id = fields.Many2one(related="repair_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    payer = fields.Selection(PAYERS, required=True)
    percent = fields.Float(digits=(6, 3), help="Share of the line in percent; 0 for a fixed amount.")
    fixed_amount = fields.Monetary(help="Amount before tax where no percentage is given, such as a deductible.")
    amount = fields.Monetary(compute="_compute_amount")
    sale_line_id = fields.Many2one("sale.order.line", "Billed On", readonly=True, copy=False, index="btree_not_null")
    counter_line_id = fields.Many2one(
        "sale.order.line",
        "Taken Off",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Line at the main payer that takes this share off.",
    )

    _one_line = models.Constraint(
        "CHECK((job_id IS NULL) != (move_id IS NULL))",
        "A share belongs to one job or to one part.",
    )
    _one_kind = models.Constraint(
        "CHECK(percent >= 0 AND percent <= 100 AND fixed_amount >= 0 AND (percent = 0) != (fixed_amount = 0))",
        "Give a share either a percentage from 0 to 100 or a fixed amount.",
    )

    @api.depends("job_id.repair_id", "move_id.repair_id")
    def _compute_repair_id(self):
        for share in self:
            share.repair_id = share.job_id.repair_id or share.move_id.repair_id

    @api.depends("percent", "fixed_amount", "job_id.amount", "move_id.part_amount")
    def _compute_amount(self):
        self.amount = 0
        for line in [*self.job_id, *self.move_id]:
            for share, amount in line._get_share_amounts().items():
                share.amount = amount

    @api.depends("payer", "percent", "fixed_amount")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["payer"]._description_selection(self.env))
        for share in self:
            size = f"{share.percent:g} %" if share.percent else share.currency_id.format(share.fixed_amount)
            share.display_name = f"{labels.get(share.payer, '')} {size}"

    @api.constrains("payer", "percent", "fixed_amount", "job_id", "move_id")
    def _check_shares(self):
        for line in [*self.job_id, *self.move_id]:
            line.share_ids._check_line(line)

    def _check_line(self, line):
        """All shares of one line: other payers than the main one, each once, never more than the whole."""
        payers = self.mapped("payer")
        if line.payer in payers or len(payers) != len(self):
            raise ValidationError(
                self.env._(
                    "On %(line)s each payer may stand once. Change the share instead of adding another.",
                    line=line.display_name,
                )
            )
        total = line._get_line_amount()
        if (
            line.repair_id.company_id.currency_id.compare_amounts(sum(line._get_share_amounts().values()), total) > 0
            or sum(self.mapped("percent")) > 100
        ):
            raise ValidationError(
                self.env._(
                    "The shares of %(line)s come to more than the line itself (%(total)s). Lower them.",
                    line=line.display_name,
                    total=line.repair_id.company_id.currency_id.format(total),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        shares = super().create(vals_list)
        shares._check_open()
        shares.repair_id._sync_estimates_if_agreed()
        return shares

    def write(self, vals):
        amounts = {"payer", "percent", "fixed_amount", "job_id", "move_id"} & vals.keys()
        if amounts:
            self._check_open()
        result = super().write(vals)
        if amounts:
            self.repair_id._sync_estimates_if_agreed()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        self._check_open()
        (self.sale_line_id | self.counter_line_id)._drop_from_repair()

    def _check_open(self):
        self.repair_id._check_not_settled()
