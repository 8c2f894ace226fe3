"""The life of an order, created to posted invoice: the host's own methods against ours.

Host: ``repair.order`` with its parts, ``sale.order`` made from it, service lines for the labour, invoice. Ours:
``repair.order`` with vehicle, jobs and parts. Both sides have five parts and three labour lines, and every host method
is called once for the whole batch where it takes one.
"""

from contextlib import ExitStack
from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .common import HOURS, WorkshopBenchCase
from .measure import assert_bound, compare

RATE = 100


@tagged("post_install", "-at_install")
class TestOrderLife(WorkshopBenchCase):
    """Bounds: one order 0.95 of the host's queries and CPU, fifty 0.85 and 0.90; growth at most 2.5."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mileage = 10_000
        cls.figures = {}

    # -- the host's side

    def host_life(self, meter, count):
        """As the host does it without this suite's answers, see ``_plain_host``."""
        with self._plain_host():
            return self._host_life(meter, count)

    def _plain_host(self):
        """The host's own look-up of analytic distributions; ours would spare the host's side queries too."""
        stack = ExitStack()
        distribution = self.env.registry["account.analytic.distribution.model"]
        stack.enter_context(patch.object(distribution, "_has_any", lambda self: True))
        return stack

    def _host_life(self, meter, count):
        with meter.step("create"):
            repairs = self.env["repair.order"].create(
                [
                    {
                        "partner_id": self.people[number].id,
                        "company_id": self.company.id,
                        "move_ids": [Command.create(vals) for vals in self._prepare_parts_vals(number)],
                    }
                    for number in range(count)
                ]
            )
        with meter.step("confirm"):
            for repair in repairs:  # takes one
                repair.action_validate()
            for repair in repairs:  # takes one
                repair.action_create_sale_order()
            orders = repairs.sale_order_id
            self.env["sale.order.line"].create(
                [
                    {
                        "order_id": order.id,
                        "product_id": self.labour.id,
                        "product_uom_qty": hours,
                        "price_unit": RATE,
                    }
                    for order in orders
                    for hours in HOURS
                ]
            )
            orders.action_confirm()
        with meter.step("work"):
            repairs.action_repair_start()
        with meter.step("finish"):
            repairs.action_repair_end()
            for line in orders.order_line.filtered(lambda line: line.product_id == self.labour):
                line.qty_delivered = line.product_uom_qty
        with meter.step("settle"):
            invoices = orders._create_invoices(grouped=True)
            invoices.action_post()
        return repairs, invoices

    # -- ours

    def our_life(self, meter, count):
        self.__class__.mileage += 1000
        with meter.step("create"):
            repairs = self.env["repair.order"].create(
                [
                    {
                        "order_type_id": self.order_type.id,
                        "vehicle_id": self.cars[number].id,
                        "partner_id": self.people[number].id,
                        "company_id": self.company.id,
                        "mileage_in": self.mileage,
                        "concern": "Brakes squeal",
                        "job_ids": [Command.create({"operation_id": operation.id}) for operation in self.operations],
                        "move_ids": [Command.create(vals) for vals in self._prepare_parts_vals(number)],
                    }
                    for number in range(count)
                ]
            )
        with meter.step("confirm"):
            repairs.action_validate()
        with meter.step("work"):
            repairs.job_ids.action_start()
        with meter.step("issue"):
            repairs.action_issue_parts()
        with meter.step("work"):
            repairs.job_ids.action_finish()
        with meter.step("finish"):
            repairs.action_repair_end()
        with meter.step("settle"):
            repairs.action_settle()
        return repairs, repairs.invoice_ids

    def _prepare_parts_vals(self, number):
        return [
            {"repair_line_type": "add", "product_id": part.id, "product_uom_qty": 1 + index % 2}
            for index, part in enumerate(self.parts_of(number))
        ]

    # -- did both do the same?

    def assertSameWork(self, theirs, ours):
        self.assertEqual(self._stock(theirs[0]), self._stock(ours[0]))
        self.assertEqual(self._books(theirs[1]), self._books(ours[1]))
        self.assertEqual(len(theirs[1]), len(ours[1]))
        for repairs, invoices in (theirs, ours):
            self.assertEqual(set(repairs.mapped("state")), {"done"})
            self.assertEqual(set(invoices.mapped("state")), {"posted"})

    def _stock(self, repairs):
        """Product → what left the stock, and at what value."""
        groups = self.env["stock.move"]._read_group(
            [("repair_id", "in", repairs.ids), ("state", "=", "done")],
            ["product_id"],
            ["quantity:sum", "value:sum"],
        )
        return {product: (quantity, round(value, 2)) for product, quantity, value in groups}

    def _books(self, invoices):
        """Totals of each invoice, and account and kind of line → balance: income, tax, receivable, cost, stock."""
        groups = self.env["account.move.line"]._read_group(
            [("move_id", "in", invoices.ids)], ["account_id", "display_type", "tax_line_id"], ["balance:sum"]
        )
        balances = {(account, kind, tax): round(balance, 2) for account, kind, tax, balance in groups}
        self.assertIn("cogs", {kind for _account, kind, _tax in balances})
        totals = sorted((move.partner_id.id, move.amount_untaxed, move.amount_tax) for move in invoices)
        return balances, totals

    # -- the measurements

    def _compare(self, count, rounds):
        result = compare(
            self.env,
            lambda meter: self.host_life(meter, count),
            lambda meter: self.our_life(meter, count),
            rounds=rounds,
            check=self.assertSameWork,
        )
        result.print_table(f"Life of an order, {count} at once", per=count, theirs="host", ours="ours")
        self.figures[count] = result
        return result

    def test_life_of_orders(self):
        one = self._compare(1, rounds=7)
        assert_bound("one order, queries", one.ratio("queries"), 0.95, aim=0.80)
        assert_bound("one order, Python CPU", one.ratio("python"), 0.95, aim=0.80)
        assert_bound("one order, PostgreSQL CPU", one.ratio("postgres"), 0.95, aim=0.80)
        ten = self._compare(10, rounds=5)
        fifty = self._compare(50, rounds=5)
        assert_bound("fifty orders, queries", fifty.ratio("queries"), 0.85, aim=0.60)
        assert_bound("fifty orders, Python CPU", fifty.ratio("python"), 0.90, aim=0.60)
        assert_bound("fifty orders, PostgreSQL CPU", fifty.ratio("postgres"), 0.90, aim=0.60)
        per_order = [
            result.median(1, "python") / count + (result.median(1, "postgres") or 0) / count
            for count, result in ((1, one), (10, ten), (50, fifty))
        ]
        assert_bound("CPU per order, slowest of 1/10/50 by fastest", max(per_order) / min(per_order), 2.5)
