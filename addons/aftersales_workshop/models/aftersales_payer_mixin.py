from odoo import api, fields, models

from ..rules.payers import PAYERS, SALE_PAYERS, Share, share_amounts


class AftersalesPayerMixin(models.AbstractModel):
    """A line of a repair order that somebody pays: a job or a part.

    The *main* payer bears what no share gives to another one. The model brings ``repair_id``,
    ``share_ids``, ``sale_line_id`` and the hooks below.
    """

    _name = "aftersales.payer.mixin"
    _description = "Line With a Payer"

    payer = fields.Selection(PAYERS, compute="_compute_payer", store=True, readonly=False, precompute=True)

    @api.depends("repair_id.order_type_id")
    def _compute_payer(self):
        for line in self:
            line.payer = line.payer or line.repair_id.order_type_id.default_payer

    def _get_line_amount(self):
        """Price of the whole line before tax, rounded: what is planned until it is delivered, then what was."""
        raise NotImplementedError

    def _get_delivered_quantity(self):
        """Quantity the line's sale order line may invoice now."""
        raise NotImplementedError

    def _prepare_sale_line_vals(self):
        """Values of the line's own sale order line, without the order."""
        raise NotImplementedError

    def _get_sale_name(self):
        """How the payer reads the line."""
        return self.display_name

    def _is_billable(self):
        """Cancelled work and parts that were taken out again cost nobody anything."""
        raise NotImplementedError

    def _get_share_amounts(self):
        """``aftersales.payer.share`` record → what that payer bears, before tax."""
        self.ensure_one()
        shares = self.share_ids
        if not shares:
            return {}
        amounts = share_amounts(
            self._get_line_amount(),
            [Share(share.percent, share.fixed_amount) for share in shares],
            self.repair_id.company_id.currency_id.round,
        )
        return dict(zip(shares, amounts, strict=True))

    def _get_payer_amounts(self):
        """Payer → what that payer bears of this line, before tax; they add up to the line."""
        self.ensure_one()
        rest, amounts = self._get_line_amount(), {}
        for share, amount in self._get_share_amounts().items():
            amounts[share.payer] = amounts.get(share.payer, 0.0) + amount
            rest -= amount
        amounts[self.payer] = amounts.get(self.payer, 0.0) + self.repair_id.company_id.currency_id.round(rest)
        return amounts

    def _scale_fixed_shares(self, fraction):
        """Lower the shares given as an amount with their line, of which a fraction is left.

        :return: payer → what was taken off
        """
        self.ensure_one()
        taken = {}
        for share in self.share_ids.filtered("fixed_amount"):
            currency = share.currency_id
            left = min(currency.round(share.fixed_amount * fraction), self._get_line_amount())
            taken[share.payer] = share.fixed_amount - left
            if currency.is_zero(left):
                share.unlink()
            else:
                share.fixed_amount = left
        return taken

    def _is_on_sale_order(self):
        return self.payer in SALE_PAYERS

    @api.constrains("payer", "share_ids")
    def _check_shares(self):
        for line in self.filtered("share_ids"):
            line.share_ids._check_line(line)

    def _get_share_action(self, view):
        """Pop-up of this line where its payer and shares are set."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Who pays %(line)s", line=self._get_sale_name()),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref(f"aftersales_workshop.{view}").id, "form")],
            "target": "new",
        }
