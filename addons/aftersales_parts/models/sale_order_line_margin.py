from odoo import api, fields, models

from odoo.addons.aftersales_base.models.store_day import day_of, today_of

INSIDERS = "aftersales_base.group_parts_planner,aftersales_base.group_manager"
LIGHTS = [("green", "Good"), ("yellow", "Thin"), ("red", "Too Low")]
COMFORT = 5  # percentage points above the least margin from which on the light is green


class SaleOrderLine(models.Model):
    """What a sold part earns: by its cost of today before it leaves, by the value it left the stock at afterwards."""

    _inherit = "sale.order.line"

    part_cost = fields.Monetary(
        "Cost of Parts",
        compute="_compute_part_margin",
        compute_sudo=True,
        groups=INSIDERS,
        help="The value the parts left the stock at, less what came back; today's cost for what is still to leave.",
    )
    part_margin = fields.Monetary("Margin", compute="_compute_part_margin", compute_sudo=True, groups=INSIDERS)
    part_margin_percent = fields.Float(
        "Margin %", compute="_compute_part_margin", compute_sudo=True, groups=INSIDERS, aggregator=None
    )
    margin_light = fields.Selection(LIGHTS, compute="_compute_margin_light", compute_sudo=True)

    @api.depends("product_id", "product_uom_qty", "price_subtotal", "qty_delivered", "move_ids.value", "move_ids.state")
    def _compute_part_margin(self):
        for line in self:
            sold = line._get_sold_quantity() if line.product_id else 0.0
            cost = line._get_part_cost() if line.product_id.is_part and not line.core_line_id else 0.0
            revenue = line.currency_id.round(line.price_subtotal * sold / (line.product_uom_qty or 1))
            if line.core_line_id:
                revenue = 0.0  # a deposit is the customer's
            line.part_cost = cost
            line.part_margin = revenue - cost
            line.part_margin_percent = 100 * (revenue - cost) / revenue if revenue else 0.0

    @api.depends("product_id", "price_unit", "discount", "order_id.company_id")
    def _compute_margin_light(self):
        for line in self:
            if not line.order_id.is_counter_sale or not line.product_id.is_part or line.core_line_id:
                line.margin_light = False
                continue
            spare = line._get_expected_margin() - line._get_least_margin()
            line.margin_light = "red" if spare < 0 else "yellow" if spare < COMFORT else "green"

    def _get_part_cost(self):
        """Cost of what the customer keeps, in the order's currency.

        :rtype: float
        """
        self.ensure_one()
        done = self.move_ids.filtered(lambda move: move.state == "done")
        returned = done.filtered(lambda move: move.origin_returned_move_id)
        value = sum((done - returned).mapped("value")) - sum(returned.mapped("value"))
        to_leave = self.product_uom_qty if self.state in ("draft", "sent") else self._get_open_quantity()
        value += self._get_unit_cost() * to_leave
        company = self.company_id
        day = day_of(company, self.order_id.date_order or fields.Datetime.now())
        return company.currency_id._convert(value, self.currency_id, company, day)

    def _get_unit_cost(self):
        """Today's cost of one unit of the line, in the company's currency."""
        product = self.product_id.with_company(self.company_id).sudo()
        return product.uom_id._compute_price(product.standard_price, self.product_uom_id or product.uom_id)

    def _get_net_price(self):
        """Price of one unit after the discount, without taxes that are included in it."""
        self.ensure_one()
        if self.product_uom_qty and self.price_subtotal:
            return self.price_subtotal / self.product_uom_qty
        return self.price_unit * (1 - (self.discount or 0.0) / 100)

    def _get_expected_margin(self):
        """Percent of the price that is left above today's cost; a part given away earns less than nothing."""
        price = self._get_net_price()
        cost = self.company_id.currency_id._convert(
            self._get_unit_cost(),
            self.currency_id or self.company_id.currency_id,
            self.company_id,
            today_of(self.company_id),
            round=False,
        )
        return 100 * (price - cost) / price if price else (-100.0 if cost else 0.0)

    def _get_least_margin(self):
        return self.product_id.part_group_id._get_least_margin(self.company_id)

    def _get_counter_discounts(self):
        """How far each price lies below what the customer's own price list says.

        :return: dict, line → percent, never below 0
        """
        discounts = {}
        for line in self:
            order = line.order_id
            customer = order.partner_id.with_company(order.company_id)
            reference = customer.property_product_pricelist._get_product_price(
                line.product_id.with_company(order.company_id),
                line.product_uom_qty or 1.0,
                currency=line.currency_id,
                uom=line.product_uom_id,
                date=order.date_order or fields.Datetime.now(),
            )
            price = line.price_unit * (1 - (line.discount or 0.0) / 100)
            discounts[line] = max(100 * (reference - price) / reference, 0.0) if reference > 0 else 0.0
        return discounts
