from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules.payers import PAYERS


class SaleOrder(models.Model):
    """The estimate one payer of a repair order agrees to; its lines follow the repair order."""

    _name = "sale.order"
    _inherit = ["sale.order", "aftersales.by.hand.mixin"]

    _kept_fields = frozenset({"aftersales_repair_id", "payer"})

    aftersales_repair_id = fields.Many2one(
        "repair.order",
        "Workshop Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        check_company=True,
    )
    payer = fields.Selection(PAYERS, readonly=True, copy=False)

    _one_estimate_per_payer = models.UniqueIndex(
        "(aftersales_repair_id, payer) WHERE aftersales_repair_id IS NOT NULL AND state != 'cancel'",
        "This repair order already has an estimate for this payer.",
    )

    @api.model
    def _get_computed_names(self):
        """What the host computes is the host's to guard; its own steps write some of it as the user."""
        return set()

    def _prepare_invoice(self):
        vals = super()._prepare_invoice()
        if self.aftersales_repair_id:
            vals["aftersales_repair_id"] = self.aftersales_repair_id.id
            if self.env.context.get("is_settlement"):
                # Posted at once; dated only then, all lines of the invoice would be worked out once more.
                vals["invoice_date"] = today_of(self.company_id)
        return vals

    def _action_cancel(self):
        for order in self.filtered("aftersales_repair_id"):
            if order.sudo().aftersales_repair_id.state not in ("draft", "cancel"):
                raise UserError(
                    self.env._(
                        "%(estimate)s belongs to %(repair)s, which is under way: its parts would leave unbilled. "
                        "Cancel the repair order instead.",
                        estimate=order.name,
                        repair=order.sudo().aftersales_repair_id.name,
                    )
                )
        return super()._action_cancel()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_workshop(self):
        if kept := self.filtered(lambda order: order.aftersales_repair_id and order.state != "cancel"):
            raise UserError(
                self.env._(
                    "%(estimate)s is the estimate of %(repair)s. Cancel the repair order instead.",
                    estimate=kept[0].name,
                    repair=kept[0].sudo().aftersales_repair_id.name,
                )
            )

    def action_open_repair(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "repair.order",
            "res_id": self.aftersales_repair_id.id,
            "views": [(self.env.ref("aftersales_workshop.repair_order_view_form_workshop").id, "form")],
        }
