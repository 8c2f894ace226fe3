from odoo import fields, models


class ProductProduct(models.Model):
    """Demand that was lost, recorded from wherever the part was looked for."""

    _inherit = "product.product"

    lost_sale_ids = fields.One2many("aftersales.lost.sale", "product_id", "Lost Sales")

    def action_lost_sale(self):
        """The pop-up with this part filled in: choose the reason, save."""
        self.ensure_one()
        return self._prepare_lost_sale_action()

    def action_lost_sale_searched(self):
        """The pop-up from the parts search: with the one part that is ticked, else with what was typed."""
        if len(self) == 1:
            return self.action_lost_sale()
        return self.browse()._prepare_lost_sale_action(typed_number=self._get_searched_text())

    def _get_searched_text(self):
        """What was typed last into the search box of the list the button stands over; empty where nothing was."""
        leaves = [leaf for leaf in self.env.context.get("active_domain") or [] if not isinstance(leaf, str)]
        texts = [value for name, _operator, value in leaves if name == "part_lookup" and isinstance(value, str)]
        return texts[-1].strip() if texts else ""

    def action_open_lost_sales(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_lost_sale_action")
        return action | {"domain": [("product_id", "=", self.id)]}

    def _prepare_lost_sale_action(self, quantity=1.0, partner=None, order=None, **defaults):
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_lost_sale_action_record")
        defaults |= {
            "product_id": self.id,
            "quantity": quantity or 1.0,
            "partner_id": partner.id if partner else False,
            "sale_order_id": order.id if order else False,
        }
        return action | {"context": {f"default_{name}": value for name, value in defaults.items() if value}}
