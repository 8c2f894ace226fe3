from datetime import date

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.aftersales_base.models.store_day import day_of

from .planning_common import PlanningCase


@tagged("post_install", "-at_install")
class TestOrderProposal(PlanningCase):
    """From what is lacking to the supplier's order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        box = cls.env["uom.uom"].create(
            {"name": "Box of 5", "relative_factor": 5, "relative_uom_id": cls.filter.uom_id.id}
        )
        cls.filter.seller_ids.write({"product_uom_id": box.id, "price": 100})
        cls.issued_monthly(cls.filter, [30] * 12)
        cls.issued_monthly(cls.pads, [3] * 12)
        cls.plan()

    def line(self, proposal, part):
        return proposal.line_ids.filtered(lambda line: line.product_id == part)

    def test_quantity_from_demand_stock_and_orders_in_packs(self):
        self.stock(self.filter, 4)
        line = {"product_id": self.filter.id, "product_qty": 2, "product_uom_id": self.filter.uom_id.id}
        order = {"partner_id": self.supplier.id, "order_line": [Command.create(line)]}
        self.env["purchase.order"].create(order).button_confirm()
        proposal = self.draw()
        line = self.line(proposal, self.filter)
        daily = 360 / 380
        planning = self.planning_of(self.filter)
        self.assertAlmostEqual(planning.maximum_qty, daily * (5 + planning.safety_days + 7), 2)
        lacking = planning.maximum_qty - 6
        self.assertEqual((line.free_qty, line.on_order_qty, line.back_order_qty, line.pack_qty), (4, 2, 0, 5))
        self.assertEqual(line.proposed_qty, -(-lacking // 5) * 5)
        self.assertEqual(line.unit_price, 20)
        self.assertEqual(line.amount, line.quantity * 20)
        self.assertEqual(proposal.amount_total, sum(proposal.line_ids.mapped("amount")))
        for words in ("12 months: 360 asked for in 380 days", "average 0.947/day", "lead time 5", "Free 4", "pack 5"):
            self.assertIn(words, line.explanation)

    def test_enough_is_not_ordered(self):
        self.stock(self.filter, 100)
        self.stock(self.pads, 100)
        self.assertFalse(self.draw())

    def test_what_is_waited_for_is_ordered_on_top(self):
        without = self.line(self.draw(), self.pads).proposed_qty
        self.demand(self.pads, 4)
        self.env.cr.execute("UPDATE stock_move SET create_date = '2024-01-01' WHERE state = 'confirmed'")
        line = self.line(self.draw(), self.pads)
        self.assertEqual((line.back_order_qty, line.proposed_qty), (4, without + 4))

    def test_old_stock_counts_and_the_successor_is_ordered(self):
        new = self.part("8ZQ 698 151 F", "Brake pads, new", manufacturer_code="VW")
        self.sold_by(new, price=210)
        self.stock(self.pads, 1)
        self.env["aftersales.supersession"].create(
            {"product_id": self.pads.id, "line_ids": [Command.create({"product_id": new.id})]}
        )
        self.plan()
        proposal = self.draw()
        self.assertFalse(self.line(proposal, self.pads))
        line = self.line(proposal, new)
        self.assertEqual((line.free_qty, line.old_qty), (1, 1))
        self.assertIn("Of it 1 under old numbers", line.explanation)

    def test_ordering_makes_one_purchase_order_and_no_second(self):
        proposal = self.draw().with_user(self.planner)
        wanted = {line.product_id: line.quantity for line in proposal.line_ids}
        proposal.action_approve()
        proposal.action_order()
        order = proposal.purchase_order_id.sudo()
        self.assertEqual((order.state, order.order_kind, order.partner_id), ("purchase", "stock", self.supplier))
        self.assertEqual({line.product_id: line.product_uom_qty for line in order.order_line}, wanted)
        filters = order.order_line.filtered(lambda line: line.product_id == self.filter)
        self.assertEqual((filters.product_uom_id.name, filters.price_unit), ("Box of 5", 100))
        self.assertEqual(order.order_line.proposal_line_id, proposal.line_ids.sudo())
        self.assertEqual(proposal.approver_id, self.planner)
        proposal.action_order()
        self.assertEqual(self.env["purchase.order"].search_count([("origin", "=", proposal.name)]), 1)
        self.assertFalse(self.draw(), "what is on order is not proposed again")

    def test_goods_are_expected_after_the_lead_time_they_were_planned_with(self):
        """The supplier's terms of stock orders go before the days of its prices, which the host would take."""
        self.company.partner_id.tz = "Asia/Shanghai"
        self.env["aftersales.order.kind"].create(
            {"name": "By rail", "order_kind": "stock", "supplier_id": self.supplier.id, "lead_days": 9}
        )
        self.plan()
        proposal = self.draw().with_user(self.planner)
        proposal.action_approve()
        proposal.action_order()
        order = proposal.purchase_order_id.sudo()
        days = {line.product_id: day_of(self.company, line.date_planned) for line in order.order_line}
        self.assertEqual(days, dict.fromkeys((self.filter, self.pads), date(2026, 6, 24)))
        arrivals = {move.product_id: day_of(self.company, move.date) for move in order.picking_ids.move_ids}
        self.assertEqual(arrivals, days)
        buyer = new_test_user(self.env, "host_buyer", groups="purchase.group_purchase_user", company_id=self.company.id)
        for user in (self.planner, buyer):
            order.order_line[0].with_user(user).product_qty += 5
        changed = {line.product_id: day_of(self.company, line.date_planned) for line in order.order_line}
        self.assertEqual(changed, days, "a quantity that changes moves no day")

    def test_proposal_by_hand_says_what_it_lacks(self):
        proposals = self.env["aftersales.order.proposal"].with_user(self.planner)
        with self.assertRaisesRegex(UserError, "For which warehouse is the proposal"):
            proposals.create({"supplier_id": self.supplier.id})
        with self.assertRaisesRegex(UserError, "From whom is it ordered"):
            proposals.create({"warehouse_id": self.warehouse.id})

    def test_approved_proposal_counts_as_on_order(self):
        self.draw().action_approve()
        self.assertFalse(self.draw())

    def test_drawing_anew_keeps_what_the_planner_changed(self):
        proposal = self.draw().with_user(self.planner)
        filters, pads = self.line(proposal, self.filter), self.line(proposal, self.pads)
        filters.write({"quantity": filters.quantity + 5, "reason": "Spring campaign"})
        pads.action_drop()
        wanted = filters.quantity
        self.stock(self.filter, 3)
        proposal.action_refresh()
        self.assertEqual(self.draw(), proposal)
        self.assertEqual((filters.quantity, filters.free_qty, pads.status), (wanted, 3, "dropped"))
        self.assertEqual(proposal.amount_total, filters.amount)

    def test_changed_line_follows_the_price(self):
        line = self.line(self.draw(), self.pads).with_user(self.planner)
        line.write({"quantity": line.quantity + 1, "reason": "Campaign"})
        self.pads.seller_ids.price = 250
        self.plan()
        proposal = self.draw()
        self.assertEqual(line.amount, line.quantity * 250)
        self.assertEqual(proposal.amount_total, sum(proposal.line_ids.mapped("amount")))

    def test_large_change_needs_a_reason_and_packs_are_kept(self):
        proposal = self.draw().with_user(self.planner)
        line = self.line(proposal, self.filter)
        line.quantity *= 2
        with self.assertRaisesRegex(UserError, "Enter the reason for the change"):
            proposal.action_approve()
        line.reason = "Campaign"
        line.quantity += 1
        with self.assertRaisesRegex(UserError, "is sold in packs of 5"):
            proposal.action_approve()
        line.quantity -= 1
        proposal.action_approve()
        with self.assertRaisesRegex(UserError, "Reopen it to change it"):
            line.quantity = 5
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            proposal.state = "ordered"

    def test_line_added_by_hand_shows_its_figures(self):
        bulb = self.part("1ZQ 1", "Bulb")
        proposal = self.draw().with_user(self.planner)
        self.stock(bulb, 2)
        with Form(proposal) as form, form.line_ids.new() as line:
            line.product_id = bulb
            line.quantity = 10
            line.reason = "New model"
        added = self.line(proposal, bulb)
        self.assertEqual((added.proposed_qty, added.quantity, added.free_qty), (0, 10, 2))

    def test_budget_cuts_what_matters_least(self):
        self.company.part_order_budget = 1_000_000
        proposal = self.draw()
        amounts = {line.product_id: line.amount for line in proposal.line_ids}
        self.assertEqual(self.planning_of(self.filter).abc_class, "a")
        self.company.part_order_budget = amounts[self.filter] + 1
        proposal = self.draw()
        self.assertEqual(self.line(proposal, self.filter).status, "order")
        self.assertEqual(self.line(proposal, self.pads).status, "cut")
        self.assertEqual((proposal.cut_count, proposal.amount_total), (1, amounts[self.filter]))
        self.line(proposal, self.pads).with_user(self.planner).action_restore()
        with self.assertRaisesRegex(UserError, "let a manager approve it"):
            proposal.with_user(self.planner).action_approve()
        proposal.with_user(self.manager).action_approve()
        self.assertEqual(proposal.approver_id, self.manager)

    def test_budget_counts_what_was_ordered_this_month(self):
        self.company.part_order_budget = 10_000
        proposal = self.draw()
        proposal.action_approve()
        left = self.env["aftersales.order.proposal"]._get_budget_left(self.company)
        self.assertEqual(left, 10_000 - proposal.amount_total)
        proposal.action_order()
        after = self.env["aftersales.order.proposal"]._get_budget_left(self.company)
        self.assertAlmostEqual(after, 10_000 - proposal.purchase_order_id.amount_untaxed)

    def test_limit_of_a_planner(self):
        self.company.part_order_limit = 10
        proposal = self.draw()
        self.assertTrue(proposal.needs_manager)
        with self.assertRaisesRegex(UserError, "above your limit"):
            proposal.with_user(self.planner).action_approve()
        proposal.with_user(self.manager).action_approve()
        proposal.with_user(self.planner).action_order()
        self.assertEqual(proposal.state, "ordered")

    def test_calendar_decides_when_and_for_how_long(self):
        self.env["aftersales.order.calendar"].create({"supplier_id": self.supplier.id, "wednesday": True})
        self.plan()
        planning = self.planning_of(self.filter)
        self.assertEqual((planning.cycle_days, planning.next_order_date), (7, date(2026, 6, 17)))
        proposals = self.env["aftersales.order.proposal"]
        proposals._draw_due(self.company)
        self.assertFalse(proposals.search([]))
        with freeze_time("2026-06-17 01:00:00"):
            proposals._draw_due(self.company)
            self.assertEqual(proposals.search([]).supplier_id, self.supplier)
        with freeze_time("2026-06-17 23:00:00"):
            calendar = self.env["aftersales.order.calendar"].search([])
            calendar.invalidate_recordset()
            self.assertNotEqual(calendar.next_order_date, date(2026, 6, 17), "too late for today")

    def test_each_warehouse_and_supplier_has_its_own_proposal(self):
        second = self.env["stock.warehouse"].create({"name": "Body shop", "code": "BS"})
        other = self.env["res.partner"].create({"name": "Parts Centre South"})
        self.pads.seller_ids.partner_id = other
        self.issued_monthly(self.filter, [9] * 12, warehouse=second)
        self.plan()
        self.assertEqual(self.draw().supplier_id, self.supplier | other)
        proposal = self.draw(second)
        proposal.action_approve()
        proposal.action_order()
        self.assertEqual(proposal.purchase_order_id.picking_type_id.warehouse_id, second)

    def test_ordered_and_cancelled_proposals_are_evidence(self):
        proposal = self.draw().with_user(self.planner)
        with self.assertRaisesRegex(UserError, "New document|Approved By"):
            proposal.create(
                {
                    "supplier_id": self.supplier.id,
                    "warehouse_id": self.warehouse.id,
                    "order_kind": "urgent",
                    "approver_id": self.planner.id,
                }
            )
        proposal.action_cancel()
        with self.assertRaisesRegex(UserError, "is evidence"):
            proposal.note = "later"
        with self.assertRaisesRegex(UserError, "stays on record"):
            proposal.unlink()

    def test_roles(self):
        proposal = self.draw()
        self.assertTrue(proposal.with_user(self.clerk).line_ids[0].explanation)
        for action in ("action_approve", "action_order", "action_cancel", "action_refresh"):
            with self.assertRaises(AccessError, msg=action):
                getattr(proposal.with_user(self.clerk), action)()
        with self.assertRaises(AccessError):
            proposal.with_user(self.clerk).line_ids[0].quantity = 1
        with self.assertRaises(AccessError):
            proposal.with_user(self.advisor).read(["name"])

    def test_wizard_counts_plans_and_proposes(self):
        self.issued_monthly(self.filter, [30])
        wizard = Form(self.env["aftersales.order.propose"].with_user(self.planner)).save()
        action = wizard.action_propose()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]).supplier_id, self.supplier)
        with self.assertRaises(AccessError):
            self.env["aftersales.order.propose"].with_user(self.clerk).create({})
        store = self.env["res.company"].create({"name": "Second store"})
        other = self.env["stock.warehouse"].search([("company_id", "=", store.id)], limit=1)
        wizard = self.env["aftersales.order.propose"].with_user(self.planner).with_company(store).sudo()
        wizard = wizard.create({"company_id": store.id, "warehouse_id": other.id}).sudo(False)
        with self.assertRaises(AccessError):
            wizard.action_propose()

    def test_queries_do_not_grow_with_the_parts(self):
        def queries():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.plan()
            self.draw()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries()
        few = queries()
        for number in range(50):
            part = self.part(f"7ZQ {number:03}", "Part")
            self.sold_by(part)
            self.issued_monthly(part, [2, 2, 2])
        queries()
        self.assertLessEqual(queries(), few + 2)
        self.assertEqual(self.env["aftersales.order.proposal.line"].search_count([]), 52)
