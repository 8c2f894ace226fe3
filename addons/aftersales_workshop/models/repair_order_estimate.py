from odoo import Command, models
from odoo.exceptions import UserError

from ..rules.payers import SALE_PAYERS


class RepairOrder(models.Model):
    """The estimates of a repair order: one sale order per payer that agrees to one.

    Jobs, parts and shares are the master; the sale orders are kept in line with them and may not be
    edited by hand. A part has one goods line, at its main payer.
    """

    _inherit = "repair.order"

    def action_create_sale_order(self):
        """Make or refresh the estimates; plain host repairs get the host's quotation."""
        workshop = self.filtered("order_type_id")
        if not workshop:
            return super().action_create_sale_order()
        workshop.check_access("write")
        workshop._check_estimable()
        workshop._sync_estimates()
        return workshop.action_open_sale_orders() if len(workshop) == 1 else True

    def _check_estimable(self):
        for repair in self:
            if not repair._get_payable_lines():
                raise UserError(
                    self.env._("%(order)s has no job and no part yet. Add the work first.", order=repair.name)
                )
        self._check_parties_given()

    def _check_parties_given(self):
        for repair in self:
            for payer in repair._get_sale_payers():
                if not repair._get_payer_partner(payer):
                    raise UserError(repair._get_missing_partner_message(payer))

    def _get_missing_partner_message(self, payer):
        if payer == "insurer":
            return self.env._("%(order)s has lines the insurer pays. Choose the insurance company.", order=self.name)
        return self.env._("%(order)s has lines the customer pays. Choose the customer.", order=self.name)

    def _get_sale_payers(self):
        """Payers of this order that get a sale order, customer first."""
        lines = self._get_payable_lines()
        payers = {line.payer for line in lines} | {share.payer for line in lines for share in line.share_ids}
        return [payer for payer in SALE_PAYERS if payer in payers]

    def _get_payer_partner(self, payer):
        return self.insurer_id if payer == "insurer" else self.partner_id

    def _sync_estimates_if_agreed(self):
        """Follow a change of the work once there are estimates; before, the estimate will be made whole."""
        self.filtered(
            lambda repair: repair.state in ("confirmed", "under_repair") or repair.sale_order_ids
        )._sync_estimates()

    def _sync_estimates(self):
        """Bring the sale orders of these repair orders in line with their jobs, parts and shares.

        ``sudo``: whoever may change the work of an order need not be a salesperson; the caller has checked.
        """
        vals_list, sources = [], []
        self._check_parties_given()
        for repair in self.sudo():
            wanted = repair._get_wanted_sale_lines()
            orders = {order.payer: order for order in repair._get_open_sale_orders()}
            for payer, lines in wanted.items():
                if payer not in orders:
                    vals_list.append(repair._prepare_sale_order_vals(payer, lines))
                    sources.append(lines)
                else:
                    repair._update_sale_order(orders.pop(payer), lines)
        for order, lines in zip(self.env["sale.order"].sudo().create(vals_list), sources, strict=True):
            self._link_sale_lines(order.order_line, lines)
            if order.aftersales_repair_id.state in ("confirmed", "under_repair"):
                order.action_confirm()

    def _get_open_sale_orders(self):
        orders = self.sale_order_ids
        # Not one order's alone: what is read of them is then read of the estimates of all orders at hand.
        return orders.filtered(lambda order: order.state != "cancel").with_prefetch(orders._prefetch_ids)

    def _get_wanted_sale_lines(self):
        """Payer → list of (record, field that holds the sale order line, its values), in the order of the work."""
        wanted = {payer: [] for payer in self._get_sale_payers()}
        for line in self._get_payable_lines():
            if line.payer in SALE_PAYERS:
                wanted[line.payer].append((line, "sale_line_id", line._prepare_sale_line_vals()))
            for share, amount in line._get_share_amounts().items():
                if share.payer in SALE_PAYERS:
                    vals = self._prepare_share_line_vals(share, line, amount)
                    wanted[share.payer].append((share, "sale_line_id", vals))
                if line.payer in SALE_PAYERS:
                    vals = self._prepare_share_line_vals(share, line, -amount)
                    wanted[line.payer].append((share, "counter_line_id", vals))
        return wanted

    def _prepare_share_line_vals(self, share, line, amount):
        """Values of the service line that moves ``amount`` of a line to, or off, a payer."""
        product = self.env.ref("aftersales_workshop.product_share")
        goods = line._prepare_sale_line_vals()
        taxes = (
            self.env["product.product"].browse(goods["product_id"]).taxes_id._filter_taxes_by_company(self.company_id)
        )
        partner = self._get_payer_partner(share.payer if amount > 0 else line.payer)
        fiscal_position = (
            self.env["account.fiscal.position"].with_company(self.company_id)._get_fiscal_position(partner)
        )
        labels = dict(share._fields["payer"]._description_selection(self.env))
        return {
            "product_id": product.id,
            "name": self.env._("%(line)s: share of %(payer)s", line=line._get_sale_name(), payer=labels[share.payer]),
            "product_uom_qty": 1.0,
            "product_uom_id": product.uom_id.id,
            "price_unit": amount,
            "discount": 0.0,
            "tax_ids": [Command.set(fiscal_position.map_tax(taxes).ids)],
        }

    def _prepare_sale_order_vals(self, payer, lines):
        partner = self._get_payer_partner(payer)
        return {
            "partner_id": partner.id,
            "pricelist_id": self._get_pricelist(partner).id,
            "company_id": self.company_id.id,
            "user_id": self.user_id.id,
            "warehouse_id": self.picking_type_id.warehouse_id.id,
            "origin": self.name,
            "client_order_ref": self.vehicle_id.plate,
            "aftersales_repair_id": self.id,
            "payer": payer,
            "order_line": [Command.create(vals) for _record, _field, vals in lines],
        }

    def _update_sale_order(self, order, lines):
        """Change what differs, add what is new, take off what is gone."""
        if (partner := self._get_payer_partner(order.payer)) != order.partner_id:
            order.partner_id = partner
            order._recompute_taxes()
            for record, field, vals in lines:
                if "tax_ids" in vals:
                    record[field].tax_ids = vals["tax_ids"]
        missing, kept = [], self.env["sale.order.line"]
        for record, field, vals in lines:
            line = record[field]
            if line.order_id == order:
                line._update_from_repair(vals)
                kept |= line
            else:
                # A line of another payer's order must not stay behind: confirmed later, it would ship the goods.
                line.filtered(lambda line: line.order_id.aftersales_repair_id == self)._drop_from_repair()
                missing.append((record, field, vals))
        gone = (order.order_line - kept).filtered(lambda line: not line.display_type and not line.is_downpayment)
        gone._drop_from_repair()
        created = self.env["sale.order.line"].create(
            [{**vals, "order_id": order.id} for _record, _field, vals in missing]
        )
        self._link_sale_lines(created, missing)

    def _link_sale_lines(self, sale_lines, lines):
        for sale_line, (record, field, _vals) in zip(sale_lines, lines, strict=True):
            record[field] = sale_line
