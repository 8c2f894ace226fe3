from collections import Counter

from odoo import Command, models

from odoo.addons.aftersales_base.models.aftersales_import_handler import Outcome


class AftersalesNetworkOrderImport(models.AbstractModel):
    """Brings in a network customer's order: a list of numbers and quantities becomes one counter sale.

    A number that is unknown is rejected, so the customer can be told; a number that was replaced is sold as the stock
    and the supersession say, with a note what was taken instead.
    """

    _name = "aftersales.network.order.import"
    _description = "Network Order Import"
    _inherit = ["aftersales.import.handler"]

    def _get_res_model(self):
        return "sale.order.line"

    def _import_rows(self, job, rows, prepared):
        readable, outcomes = [], []
        for row in rows:
            part, quantity, problem = self._read_row(job, row)
            if problem:
                outcomes.append(Outcome(row.number, "rejected", reason=problem))
            else:
                readable.append((row, part, quantity))
        return outcomes + self._add_lines(job, readable)

    def _read_row(self, job, row):
        """The part and quantity a row asks for, and why it cannot be ordered."""
        number = row.values.get("number")
        if not number:
            return None, 0, self.env._("The row has no part number.")
        try:
            quantity = float((row.values.get("quantity") or "").replace(",", "").strip())
        except ValueError:
            quantity = 0
        if not 0 < quantity < 1_000_000:
            text = row.values.get("quantity") or ""
            return None, 0, self.env._("“%(text)s” is no quantity. Write a number above 0.", text=text)
        parts = self.env["product.product"]._find_at_counter(number, job.company_id)
        if len(parts) > 1:
            names = ", ".join(parts.mapped("display_name"))
            return None, 0, self.env._("%(number)s stands for several parts: %(parts)s.", number=number, parts=names)
        if not parts:
            return None, 0, self.env._("Nobody knows the number %(number)s.", number=number)
        return parts, quantity, None

    def _add_lines(self, job, readable):
        if not readable:
            return []
        order = job._get_network_order()
        products = self.env["product.product"].with_context(warehouse_id=order.warehouse_id.id)
        plans = products._plan_use(
            [(products.browse(part.id), quantity, 0) for _row, part, quantity in readable],
            taken=order._get_entered_quantities(),
        )
        lines = self._sell(order, plans)
        return [
            Outcome(row.number, "created", lines[plan[0][0].id].id, self._describe_replacement(part, plan))
            for (row, part, _quantity), plan in zip(readable, plans, strict=True)
        ]

    def _sell(self, order, plans):
        """Put plans onto the sale, all in one go; what is on it already gets more.

        :param plans: list of lists of (``product.product``, quantity), as ``_plan_use`` returns them
        :return: dict, product id → line
        """
        wanted = Counter()
        for plan in plans:
            for part, quantity in plan:
                wanted[part.id] += quantity
        present = {line.product_id.id: line for line in order.order_line if not line.core_line_id}
        commands = [
            Command.update(present[number].id, {"product_uom_qty": present[number].product_uom_qty + quantity})
            if number in present
            else Command.create({"product_id": number, "product_uom_qty": quantity})
            for number, quantity in wanted.items()
        ]
        order.write({"order_line": commands})
        return {line.product_id.id: line for line in order.order_line if not line.core_line_id}

    def _describe_replacement(self, part, plan):
        used = [(number, quantity) for number, quantity in plan if number.id != part.id]
        if not used:
            return None
        return self.env._(
            "%(old)s is replaced: ordered %(new)s.",
            old=part.default_code,
            new=", ".join(f"{quantity:g} × {number.default_code}" for number, quantity in used),
        )
