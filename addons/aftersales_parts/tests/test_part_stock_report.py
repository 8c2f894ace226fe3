from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import month_of

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestPartStockReport(PartsCase):
    """Which stock moves, which is too much, which is dead; and what is done about it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.manager = new_test_user(cls.env, "manager", groups="aftersales_base.group_manager")
        cls.company = cls.env.company
        cls.dead = cls.part("7ZQ 000 001", "Ashtray", standard_price=10)
        cls.moving = cls.part("7ZQ 000 002", "Bulb", standard_price=5)
        cls.surplus = cls.part("7ZQ 000 003", "Belt", standard_price=20)
        cls.move(cls.dead, 3, "2024-12-01", receipt=True)
        cls.move(cls.moving, 20, "2025-06-01", receipt=True)
        cls.move(cls.moving, 14, "2026-01-15")
        cls.move(cls.surplus, 12, "2025-06-01", receipt=True)
        cls.move(cls.surplus, 2, "2025-12-01")

    @classmethod
    def move(cls, part, quantity, day, receipt=False):
        """A done receipt or issue of that day."""
        stock, supplier = cls.warehouse.lot_stock_id, cls.env.ref("stock.stock_location_suppliers")
        customer = cls.env.ref("stock.stock_location_customers")
        move = cls.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "location_id": (supplier if receipt else stock).id,
                "location_dest_id": (stock if receipt else customer).id,
            }
        )
        move._action_confirm()
        move.quantity = quantity
        move.picked = True
        move._action_done()
        move.date = f"{day} 04:00:00"
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE stock_quant SET in_date = %s WHERE product_id = %s", [move.date, part.id])
        return move

    def rows(self, user=None):
        found = self.env["aftersales.part.stock.report"].with_user(user or self.planner)
        found = found.search([("product_id", "in", (self.dead | self.moving | self.surplus).ids)])
        return {row.product_id: row for row in found}

    def figures(self, *codes, day=date(2026, 3, 1)):
        metrics = self.env["aftersales.metric"].search([("code", "in", codes)])
        period, subject = month_of(day), subject_of(company=self.company.id)
        found = metrics.get_figures([period], [subject])
        return {metric.code: found[metric.id, period, subject].value for metric in metrics}

    def propose(self, part, kind, **values):
        action = getattr(self.rows()[part], f"action_propose_{kind}")()
        proposal = self.env["aftersales.stock.proposal"].with_user(self.planner).search(action["domain"])
        proposal.write(values)
        return proposal

    @freeze_time("2026-03-10 02:00:00")
    def test_parts_fall_into_classes_by_movement_and_cover(self):
        self.env.cr.execute("SELECT now()")  # the view compares with the database's clock
        rows = self.rows()
        self.assertEqual(rows[self.dead].stock_class, "dead")
        self.assertEqual((rows[self.dead].surplus_qty, rows[self.dead].value), (3, 30))

    def test_levels_are_told_for_any_day(self):
        report = self.env["aftersales.part.stock.report"]
        days = [date(2024, 12, 1), date(2025, 7, 1), date(2026, 3, 1)]
        levels = report._get_levels(days, self.company)
        values = [levels[day, self.company.id] for day in days]
        self.assertEqual([level["value"] for level in values], [0, 30 + 100 + 240, 30 + 30 + 200])
        self.assertEqual([level["dead_value"] for level in values], [0, 0, 30])
        self.assertEqual([level["used_value"] for level in values], [0, 0, 14 * 5 + 2 * 20])
        # Ten belts, of which one covers the six months at two a year.
        self.assertEqual(values[2]["surplus_value"], 9 * 20)

    @freeze_time("2026-03-10 02:00:00")
    def test_key_figures_of_a_month(self):
        figures = self.figures(
            "part_stock_value",
            "part_dead_rate",
            "part_usage_cost",
            "part_stock_turns",
            "part_average_stock",
            "part_days_of_supply",
            day=date(2026, 2, 1),
        )
        self.assertEqual(figures["part_stock_value"], 260)
        self.assertEqual(figures["part_dead_rate"], 11.54)
        self.assertEqual(figures["part_usage_cost"], 110)
        # Ends of Feb to May 2025 30; June to Nov 370; Dec 330 and after; see the moves above.
        average = (4 * 30 + 6 * 370 + 1 * 330 + 2 * 260) / 13
        self.assertEqual(figures["part_average_stock"], round(average, 2))
        self.assertEqual(figures["part_stock_turns"], round(110 / average, 4))
        self.assertEqual(figures["part_days_of_supply"], round(260 / (110 / 365), 2))

    def test_figure_leads_to_its_rows(self):
        metric = self.env.ref("aftersales_parts.metric_part_dead_value")
        action = metric.action_open_rows("2026-03-01", "2026-04-01", {"company": self.company.id})
        self.assertEqual(action["res_model"], "aftersales.part.stock.report")
        self.assertIn(("stock_class", "=", "dead"), action["domain"])

    @freeze_time("2026-03-10 02:00:00")
    def test_figure_of_a_month_that_is_over_says_its_rows_are_of_today(self):
        metric = self.env.ref("aftersales_parts.metric_part_stock_value")
        company = {"company": self.company.id}
        past = metric.action_open_rows("2026-02-01", "2026-03-01", company)
        self.assertEqual(past["name"], "Stock as of Today (the figure is of 02/28/2026)")
        self.assertEqual(metric.action_open_rows("2026-03-01", "2026-04-01", company)["name"], metric.name)

    def test_what_stands_beside_the_warehouse_counts_in_no_figure(self):
        corner = self.warehouse._create_corner("Supplier Claims")
        report = self.env["aftersales.part.stock.report"]
        days = [date(2026, 2, 1), date(2026, 3, 1)]
        aside = self.move(self.surplus, 4, "2026-02-10")
        levels = report._get_levels(days, self.company)
        used = levels[days[1], self.company.id]["used_value"]
        aside.location_dest_id = aside.move_line_ids.location_dest_id = corner
        self.env["stock.quant"]._update_available_quantity(self.surplus, corner, 4)
        levels = report._get_levels(days, self.company)
        self.assertEqual([levels[day, self.company.id]["value"] for day in days], [260, 180])
        self.assertEqual(levels[days[1], self.company.id]["used_value"], used - 4 * 20, "put aside, not used")
        parts = self.dead | self.moving | self.surplus
        self.assertEqual(sum(report.search([("product_id", "in", parts.ids)]).mapped("value")), 180)

    @freeze_time("2026-03-10 02:00:00")
    def test_fill_rate_counts_lost_sales_for_want_of_stock(self):
        requests = self.env["aftersales.part.request"]
        requests._record(
            [(self.warehouse, self.dead, 1, self.request("S1")), (self.warehouse, self.dead, 2, self.request("S2"))]
        )
        self.env["aftersales.lost.sale"].create({"product_id": self.moving.id})
        requests._record([(self.warehouse, self.dead, 9, self.request("S2"))])
        figures = self.figures("part_fill_rate", "part_order_fill_rate", "lost_sale_count")
        self.assertEqual(figures, {"part_fill_rate": 50, "part_order_fill_rate": 33.33, "lost_sale_count": 1})

    def request(self, document):
        return {"company_id": self.company.id, "kind": "counter", "document": document}

    # -- proposals

    def test_planner_proposes_manager_approves_and_the_host_s_transfer_is_made(self):
        proposal = self.propose(self.dead, "return", supplier_id=self.supplier.id)
        self.assertRecordValues(proposal, [{"kind": "return", "quantity": 3, "state": "proposed", "value": 30}])
        with self.assertRaisesRegex(AccessError, "Your role does not allow this step"):
            proposal.action_approve()
        proposal.with_user(self.manager).action_approve()
        with self.assertRaisesRegex(UserError, "is approved as it stands"):
            proposal.quantity = 2
        proposal.action_carry_out()
        proposal.action_carry_out()
        picking = proposal.sudo().picking_id
        self.assertRecordValues(picking, [{"partner_id": self.supplier.id, "state": "assigned"}])
        self.assertEqual(picking.location_dest_id.usage, "supplier")
        self.assertEqual(picking.move_ids.product_uom_qty, 3)
        with self.assertRaisesRegex(UserError, "is evidence"):
            proposal.note = "changed"

    def carry_out(self, kind, part=None, **values):
        proposal = self.propose(part or self.dead, kind, **values)
        proposal.with_user(self.manager).action_approve()
        proposal.action_carry_out()
        return proposal

    def test_proposal_is_done_when_its_goods_have_been_moved(self):
        proposal = self.carry_out("return", supplier_id=self.supplier.id)
        self.assertEqual(proposal.state, "in_progress")
        action = proposal.action_open_documents()
        self.assertEqual((action["res_model"], action["res_id"]), ("stock.picking", proposal.picking_id.id))
        picking = proposal.picking_id.with_user(self.planner)
        picking.move_ids.quantity = 2
        picking.with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        rest = picking.sudo().backorder_ids
        self.assertEqual((proposal.state, rest.state), ("in_progress", "assigned"))
        self.assertEqual(proposal.action_open_documents()["domain"], [("id", "in", (picking | rest).ids)])
        rest.with_user(self.planner).button_validate()
        self.assertEqual(proposal.state, "done")
        proposal.action_carry_out()
        self.assertEqual(proposal.state, "done")

    def test_clerk_moves_the_goods_without_setting_up_text_messages(self):
        proposal = self.carry_out("return", supplier_id=self.supplier.id)
        pickings = self.env.registry["stock.picking"]
        host, told = pickings._pre_action_done_hook, []

        def hook(picking):
            told.append(picking.env.context.get("skip_sms"))
            return host(picking)

        with patch.object(pickings, "_pre_action_done_hook", hook):
            proposal.picking_id.with_user(self.clerk).button_validate()
        self.assertEqual((told, proposal.state), ([True], "done"))

    def test_proposal_whose_transfer_was_cancelled_is_carried_out_anew(self):
        proposal = self.carry_out("return", supplier_id=self.supplier.id)
        with self.assertRaisesRegex(UserError, "is still open. Cancel it first"):
            proposal.action_take_up()
        first = proposal.sudo().picking_id
        first.action_cancel()
        proposal.invalidate_recordset()
        self.assertTrue(proposal.is_called_off)
        proposal.action_take_up()
        self.assertEqual(proposal.state, "approved")
        proposal.action_carry_out()
        self.assertEqual((proposal.state, proposal.is_called_off), ("in_progress", False))
        self.assertNotEqual(proposal.sudo().picking_id, first)

    def test_cancelled_transfer_is_seen_at_once_and_asked_for(self):
        proposal = self.carry_out("return", supplier_id=self.supplier.id)
        other = self.carry_out("scrap", part=self.surplus)
        proposals = self.env["aftersales.stock.proposal"].with_user(self.planner)
        self.assertFalse(proposal.is_called_off)
        self.assertFalse(proposals.search([("is_called_off", "=", True)]))
        proposal.sudo().picking_id.action_cancel()
        self.assertEqual(proposals.search([("is_called_off", "=", True)]), proposal)
        self.assertIn(other, proposals.search([("is_called_off", "=", False)]))
        proposal.action_take_up()
        self.assertEqual(proposal.state, "approved")
        other.sudo().scrap_id.unlink()
        self.assertEqual(proposals.search([("is_called_off", "=", True)]), other)

    def test_rest_of_a_transfer_is_open_although_its_first_part_was_cancelled(self):
        proposal = self.carry_out("return", supplier_id=self.supplier.id)
        picking = proposal.sudo().picking_id
        rest = picking.copy()
        rest.move_ids.stock_proposal_id = proposal
        picking.action_cancel()
        proposals = self.env["aftersales.stock.proposal"]
        self.assertFalse(proposals.search([("is_called_off", "=", True)]))
        with self.assertRaisesRegex(UserError, "is still open. Cancel it first"):
            proposal.action_take_up()

    def test_rest_of_what_somebody_added_by_hand_is_none_of_the_proposal(self):
        proposal = self.carry_out("return", supplier_id=self.supplier.id)
        picking = proposal.sudo().picking_id
        added = picking.move_ids.copy({"stock_proposal_id": False, "product_uom_qty": 5})
        added._action_confirm(merge=False)
        (picking.move_ids - added).quantity = 1
        added.quantity = 2
        picking.move_ids.picked = True
        keeper = new_test_user(self.env, "keeper", groups="stock.group_stock_user")
        picking.with_user(keeper).with_context(skip_backorder=True, picking_ids_not_to_backorder=[]).button_validate()
        rest = picking.backorder_ids.move_ids
        self.assertEqual(
            {move.product_uom_qty: move.stock_proposal_id for move in rest}, {2: proposal, 3: proposal.browse()}
        )

    def test_nobody_links_a_move_to_a_proposal_by_hand(self):
        proposal = self.carry_out("return", supplier_id=self.supplier.id)
        move = self.demand(self.moving, 1)
        link = {"stock_proposal_id": proposal.id}
        message = "of a stock move is kept by the system"
        with self.assertRaisesRegex(UserError, message):
            move.with_user(self.clerk).write(link)
        with self.assertRaisesRegex(UserError, message):
            move.with_user(self.clerk).create(move.copy_data(link))
        with self.assertRaisesRegex(UserError, message):
            move.with_user(self.clerk).with_context(default_stock_proposal_id=proposal.id).create(move.copy_data())
        with self.assertRaisesRegex(UserError, message):
            move.with_user(self.clerk).write({"internal_use_line_id": 1})

    def test_proposal_to_scrap_is_done_with_the_scrap(self):
        proposal = self.carry_out("scrap")
        self.assertEqual(proposal.state, "in_progress")
        scrap = proposal.sudo().scrap_id
        scrap.scrap_reason_tag_ids = self.env.ref("aftersales_parts.scrap_reason_defective")
        scrap.with_user(self.manager).action_scrap_part()
        self.assertEqual((scrap.state, proposal.state), ("done", "done"))

    def test_nothing_is_proposed_twice_or_for_what_moves(self):
        self.propose(self.dead, "scrap")
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "has a proposal already"):
            self.rows()[self.dead].action_propose_return()
        with self.assertRaises(AccessError):
            self.rows(self.clerk)[self.dead].action_propose_return()

    def test_discount_becomes_a_rule_of_the_price_list(self):
        pricelist = self.env["product.pricelist"].create({"name": "Retail"})
        proposal = self.propose(self.dead, "discount")
        with self.assertRaisesRegex(UserError, "lacks: Pricelist"):
            proposal.with_user(self.manager).action_approve()
        proposal.write({"pricelist_id": pricelist.id, "discount": 40})
        self.dead.list_price = 100
        proposal.with_user(self.manager).action_approve()
        proposal.action_carry_out()
        self.assertEqual(pricelist._get_product_price(self.dead, 1), 60)
        self.assertEqual(proposal.state, "done")

    def test_scrap_makes_an_order_and_nothing_leaves_the_books(self):
        proposal = self.propose(self.dead, "scrap")
        proposal.with_user(self.manager).action_approve()
        proposal.action_carry_out()
        self.assertEqual(proposal.sudo().scrap_id.state, "draft")
        self.assertEqual(self.dead.qty_available, 3)

    def send_to_other_store(self):
        """The proposal that is carried out, its transfer, and the warehouse it goes to."""
        other = self.env["res.company"].create({"name": "Other Store"})
        target = self.env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
        proposal = self.propose(self.dead, "transfer", target_warehouse_id=target.id)
        proposal.with_user(self.manager).action_approve()
        proposal.action_carry_out()
        return proposal, proposal.sudo().picking_id, target

    def test_move_to_another_store_goes_through_transit(self):
        proposal, picking, target = self.send_to_other_store()
        other = target.company_id
        self.assertEqual((picking.partner_id, picking.state), (other.partner_id, "assigned"))
        self.assertEqual(picking.location_dest_id.usage, "transit")
        receipt = picking.move_ids.move_dest_ids.picking_id
        self.assertRecordValues(
            receipt, [{"company_id": other.id, "partner_id": self.company.partner_id.id, "state": "waiting"}]
        )
        self.hand_over(picking)
        self.assertEqual((proposal.state, receipt.state), ("in_progress", "assigned"))
        self.hand_over(receipt.with_company(other))
        self.assertEqual(proposal.state, "done")
        self.assertEqual(self.dead.with_context(warehouse_id=target.id).qty_available, 3)

    def test_other_store_expects_no_more_than_leaves(self):
        proposal, picking, _target = self.send_to_other_store()
        receipt = picking.move_ids.move_dest_ids.picking_id
        picking.action_cancel()
        self.assertEqual(receipt.state, "cancel")
        proposal.action_take_up()
        self.assertEqual(proposal.state, "approved")

    def hand_over(self, picking):
        picking.move_ids.picked = True
        picking.button_validate()

    def test_stock_that_was_sold_meanwhile_is_told(self):
        proposal = self.propose(self.dead, "scrap")
        proposal.with_user(self.manager).action_approve()
        self.demand(self.dead, 2)
        with self.assertRaisesRegex(UserError, "Only 1.0 of .* are free"):
            proposal.action_carry_out()
