from odoo import fields, models
from odoo.exceptions import UserError

ROWS_SHOWN = 50


class AftersalesImport(models.Model):
    _inherit = "aftersales.import"

    network_partner_id = fields.Many2one(
        "res.partner", "Ordered By", ondelete="restrict", domain="[('is_network_customer', '=', True)]"
    )
    network_order_id = fields.Many2one("sale.order", "Order", readonly=True, copy=False, index="btree_not_null")

    def _get_kinds(self):
        return super()._get_kinds() | {
            "network_order": (self.env._("Order of a Network Customer"), "aftersales.network.order.import")
        }

    def _get_network_order(self):
        """The counter sale the rows of this list end in; made with the first of them.

        :return: ``sale.order`` as the person the list is brought in for
        """
        self.ensure_one()
        if not self.network_partner_id:
            raise UserError(self.env._("Choose the network customer whose order %(file)s is.", file=self.file_name))
        orders = self.env["sale.order"].with_user(self.user_id).with_company(self.company_id)
        if not self.network_order_id:
            order = orders.create(
                {
                    "is_counter_sale": True,
                    "partner_id": self.network_partner_id.id,
                    "client_order_ref": self.file_name,
                    "company_id": self.company_id.id,
                }
            )
            self.sudo().network_order_id = order  # kept by the run, as its counters are
        order = orders.browse(self.network_order_id.id)
        if order.state not in ("draft", "sent"):
            raise UserError(self.env._("%(order)s is confirmed already. Start a new import.", order=order.name))
        return order

    def _describe_network_result(self):
        """How the list came in, and each row somebody has to look at."""
        self.ensure_one()
        rows = self.line_ids.filtered("reason").sorted("line_no")
        head = self.env._("%(done)s rows ordered, %(left)s not.", done=self.created_count, left=self.rejected_count)
        notes = [self.env._("Row %(row)s: %(reason)s", row=row.line_no, reason=row.reason) for row in rows[:ROWS_SHOWN]]
        if len(rows) > ROWS_SHOWN:
            notes.append(self.env._("… and %(count)s more rows.", count=len(rows) - ROWS_SHOWN))
        if self.state == "running":
            notes.append(self.env._("The list is long; the rest is read in the background."))
        return "\n".join(filter(None, [head, self.twin_warning, *notes]))
