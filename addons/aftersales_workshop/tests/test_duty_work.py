from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import Command, fields
from odoo.tests import Form, TransactionCase, new_test_user, tagged

from odoo.addons.aftersales_parts.tests.common import PartsCase
from odoo.addons.aftersales_parts.tests.counter_common import CounterCase
from odoo.addons.aftersales_vehicle.tests.life_common import LifeCase

OURS = ("aftersales_org", "aftersales_workshop")


def work(env, name, module="aftersales_workshop"):
    return env.ref(f"{module}.duty_work_{name}")


class WaitingMixin:
    """What a line of further work shows a person, and whether its list agrees."""

    def assertWaiting(self, user, name, records, module="aftersales_workshop"):
        line = work(self.env, name, module).with_user(user)
        self.env.flush_all()
        self.env.invalidate_all()
        action = line.action_open_work()
        self.assertEqual(action["id"], line.sudo().action_id.id, "another screen opens")
        listed = self.env[action["res_model"]].with_user(user).search(action["domain"])
        self.assertEqual(set(listed.ids), set(records.ids))
        self.assertEqual(line.open_count, len(listed))

    def assertNothingWaits(self, user, name):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(work(self.env, name).with_user(user).open_count, 0)


@tagged("post_install", "-at_install")
class TestSuppliedWork(TransactionCase):
    """Every line the addons bring opens for whoever holds its duty, and asks for what there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.works = cls.env["aftersales.duty.work"].search([])
        cls.works = cls.works.filtered(lambda each: each.module in OURS)

    def test_who_holds_the_duty_opens_the_list(self):
        self.assertGreater(len(self.works), 20)
        for position in self.works.duty_id.position_ids:
            mine = self.works.filtered(lambda line, held=position: held in line.duty_id.position_ids)
            self.assertEqual(mine.with_user(self.person(position)).filtered("can_open"), mine, position.name)

    def test_whoever_may_open_a_list_is_counted_what_stands_in_it(self):
        """Also of duties that are others', as managers see them in the team."""
        for position in self.works.duty_id.position_ids:
            for line in self.works.with_user(self.person(position)).filtered("can_open"):
                action = line.action_open_work()
                rows = self.env[action["res_model"]].with_user(line.env.user).search_count(action["domain"])
                self.assertEqual(line.open_count, rows, f"{position.name}: {line.display_name}")

    def person(self, position):
        """Somebody with the rights of a position and no others."""
        login = f"holds_{position.code}"
        user = self.env["res.users"].search([("login", "=", login)]) or new_test_user(self.env, login)
        user.group_ids |= position.group_ids
        return user

    def test_states_a_filter_names_exist(self):
        for line in self.works:
            for condition in line._get_open_domain(self.env.user).iter_conditions():
                field = self.env[line.model_name]._fields.get(condition.field_expr)
                if field and field.type == "selection":
                    known = dict(field._description_selection(self.env))
                    named = {condition.value} if isinstance(condition.value, str) else set(condition.value)
                    self.assertLessEqual(named, known.keys(), line.display_name)

    def test_no_duty_counts_what_its_further_work_counts(self):
        """The number of a person's tiles adds up: no two lines of one position ask for the same."""
        for position in self.works.duty_id.position_ids:
            lines = [*position.duty_ids, *position.duty_ids.work_ids]
            asked = [(line.model_name, line.domain) for line in lines if line.model_name]
            self.assertEqual(len(asked), len(set(asked)), position.name)


@tagged("post_install", "-at_install")
class TestWarehouseWork(WaitingMixin, PartsCase):
    """What waits in the parts department goes from tile to tile as it is done."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.manager = new_test_user(cls.env, "manager", groups="aftersales_base.group_manager")
        cls.filter.standard_price = 500
        cls.stock(cls.filter, 10)

    def test_delivery_is_unpacked(self):
        receivings = self.env["aftersales.receiving"].with_user(self.clerk)
        open_before = receivings.search([("state", "in", ("open", "checked"))])
        delivery = receivings.create({"partner_id": self.supplier.id})
        self.assertWaiting(self.clerk, "receiving", open_before | delivery)
        delivery.action_cancel()
        self.assertWaiting(self.clerk, "receiving", open_before)

    def test_who_waits_for_a_part_is_followed_up(self):
        back_orders = self.env["aftersales.part.backorder"].with_user(self.clerk)
        before = back_orders.search([])
        move = self.demand(self.pads, 2)
        self.assertWaiting(self.clerk, "back_order", before | back_orders.browse(move.id))
        self.stock(self.pads, 2)
        move._action_assign()
        self.assertWaiting(self.clerk, "back_order", before)

    def test_claim_is_sent_by_the_clerk_and_settled_by_the_planner(self):
        claim = self.env["aftersales.supplier.claim"].create(
            {
                "partner_id": self.supplier.id,
                "line_ids": [
                    Command.create({"product_id": self.filter.id, "kind": "damaged", "quantity": 1, "price_unit": 5})
                ],
            }
        )
        self.assertWaiting(self.clerk, "claim_send", claim)
        self.assertNothingWaits(self.planner, "claim_settle")
        claim.with_user(self.clerk).action_send()
        self.assertNothingWaits(self.clerk, "claim_send")
        self.assertWaiting(self.planner, "claim_settle", claim)

    def test_claim_that_awaits_pieces_for_weeks_is_asked_for(self):
        line = {"product_id": self.filter.id, "kind": "short", "quantity": 1, "price_unit": 5}
        with freeze_time("2026-03-02 02:00:00"):
            claim = self.env["aftersales.supplier.claim"].create(
                {"partner_id": self.supplier.id, "line_ids": [Command.create(line)]}
            )
            for press in ("action_send", "action_accept", "action_settle"):
                getattr(claim.with_user(self.planner), press)()
            self.assertEqual(claim.state, "awaiting")
        with freeze_time("2026-03-10 02:00:00"):
            self.assertNothingWaits(self.planner, "claim_settle")
        with freeze_time("2026-03-20 02:00:00"):
            self.assertWaiting(self.planner, "claim_settle", claim)

    def test_count_goes_from_clerk_to_planner_to_manager(self):
        place = self.warehouse.lot_stock_id
        line = Command.create({"product_id": self.filter.id, "location_id": place.id})
        count = self.env["aftersales.stock.count"].with_user(self.planner).create({"line_ids": [line]})
        self.assertWaiting(self.clerk, "count", count)
        self.assertWaiting(self.planner, "count_due", count)
        count.user_id = self.planner
        self.assertNothingWaits(self.clerk, "count")
        count.user_id = self.clerk
        count.with_user(self.clerk).action_start()
        self.assertWaiting(self.clerk, "count", count)
        count.line_ids.with_user(self.clerk).counted_qty = 8
        if count.line_ids.needs_recount:
            other = new_test_user(self.env, "second", groups="aftersales_base.group_parts_clerk")
            count.line_ids.with_user(other).counted_qty = 8
        count.with_user(self.clerk).action_finish()
        self.assertNothingWaits(self.clerk, "count")
        self.assertNothingWaits(self.planner, "count_due")
        self.assertWaiting(self.planner, "count_settle", count)
        self.assertNothingWaits(self.manager, "count_approve")
        count.line_ids.with_user(self.planner).reason = "lost"
        count.with_user(self.planner).action_propose()
        self.assertWaiting(self.manager, "count_approve", count)
        count.with_user(self.manager).action_approve()
        self.assertNothingWaits(self.manager, "count_approve")
        self.assertNothingWaits(self.planner, "count_settle")

    def test_internal_use_is_approved_then_issued(self):
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        use = (
            self.env["aftersales.internal.use"]
            .with_user(self.clerk)
            .create(
                {
                    "purpose": "Service of the shuttle car",
                    "analytic_account_id": self.env["account.analytic.account"]
                    .create({"name": "Shuttle Car", "plan_id": plan.id})
                    .id,
                    "line_ids": [Command.create({"product_id": self.filter.id, "quantity": 1})],
                }
            )
        )
        self.assertNothingWaits(self.manager, "internal_use_approve")
        use.action_submit()
        self.assertWaiting(self.manager, "internal_use_approve", use)
        self.assertNothingWaits(self.clerk, "internal_use_issue")
        use.with_user(self.manager).action_approve()
        self.assertWaiting(self.clerk, "internal_use_issue", use)
        use.action_issue()
        self.assertNothingWaits(self.clerk, "internal_use_issue")
        own = use.with_user(self.manager).copy()
        own.action_submit()
        self.assertNothingWaits(self.manager, "internal_use_approve")

    def test_disposal_is_approved_then_carried_out(self):
        proposal = self.env["aftersales.stock.proposal"].create(
            {"product_id": self.filter.id, "warehouse_id": self.warehouse.id, "kind": "scrap", "quantity": 1}
        )
        self.assertWaiting(self.manager, "disposal_approve", proposal)
        self.assertNothingWaits(self.planner, "disposal")
        proposal.with_user(self.manager).action_approve()
        self.assertNothingWaits(self.manager, "disposal_approve")
        self.assertWaiting(self.planner, "disposal", proposal)
        proposal.with_user(self.planner).action_carry_out()
        self.assertNothingWaits(self.planner, "disposal")
        proposal.scrap_id.unlink()
        self.assertWaiting(self.planner, "disposal", proposal)

    def test_month_is_reconciled_then_closed(self):
        month = self.env["aftersales.stock.reconciliation"].with_user(self.planner).create({})
        self.assertWaiting(self.planner, "reconciliation", month)
        self.assertNothingWaits(self.manager, "month_close")
        month.action_compute()
        self.assertWaiting(self.manager, "month_close", month)

    def test_price_file_waits_while_a_jump_is_open(self):
        job = self.env["aftersales.import"].with_user(self.planner).create({"kind": "part_price", "file_name": "a.csv"})
        job.sudo().state = "preview"
        finding = self.env["aftersales.part.price.finding"].create(
            {
                "import_id": job.id,
                "company_id": job.company_id.id,
                "line_no": 2,
                "kind": "jump",
                "product_id": self.filter.id,
                "price_kind": "list_price",
                "old_price": 10,
                "new_price": 20,
            }
        )
        self.assertWaiting(self.planner, "price_file", job)
        finding.with_user(self.planner).action_take()
        self.assertNothingWaits(self.planner, "price_file")


@tagged("post_install", "-at_install")
class TestCounterWork(WaitingMixin, CounterCase):
    """A sale at the counter stands in the duty's own number or in its further work, never in both."""

    def selling(self):
        duty = self.env.ref("aftersales_org.duty_pt_1").with_user(self.clerk)
        self.env.invalidate_all()
        action = duty.action_open_work()
        self.assertEqual(self.env["sale.order"].with_user(self.clerk).search_count(action["domain"]), duty.open_count)
        return self.env["sale.order"].search(action["domain"])

    def test_quotation_waits_with_who_sells_or_with_the_network(self):
        walk_in = self.sell("9ZQ115562B")
        network = self.sell("9ZQ115562B", customer=self.network)
        self.assertEqual(self.selling(), walk_in)
        self.assertWaiting(self.clerk, "network_order", network)
        network.action_counter_reserve()
        self.assertNothingWaits(self.clerk, "network_order")
        self.assertEqual(self.selling(), walk_in | network)

    def test_parts_on_hold_and_parts_to_follow_stand_apart(self):
        held = self.sell("9ZQ115562B", customer=self.wang)
        wizard = Form(self.env["aftersales.counter.hold"].with_user(self.clerk).with_context(default_order_id=held.id))
        wizard.hold_until = fields.Date.today() + relativedelta(days=2)
        wizard.save().action_hold()
        short = self.sell("9ZQ115562B", customer=self.network, product_uom_qty=12)
        short.action_counter_reserve()
        short.action_counter_deliver()
        self.assertEqual((held.counter_stage, short.counter_stage), ("on_hold", "back_order"))
        self.assertWaiting(self.clerk, "counter_on_hold", held)
        self.assertWaiting(self.clerk, "counter_back_order", short)
        self.assertFalse(self.selling() & (held | short))

    def test_return_waits_until_it_is_taken_back(self):
        order = self.sell("9ZQ115562B", customer=self.wang)
        self.pay(order)
        order.with_user(self.clerk).action_counter_deliver()
        action = order.with_user(self.clerk).action_counter_return()
        form = Form(self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]))
        with form.line_ids.edit(0) as line:
            line.quantity = 1
            line.condition = "sealed"
        document = form.save()
        self.assertWaiting(self.clerk, "counter_return", document)
        document.action_finish()
        self.assertNothingWaits(self.clerk, "counter_return")

    def test_statement_waits_when_its_month_is_over(self):
        month = fields.Date.today().replace(day=1)
        old, current = self.env["aftersales.network.statement"].create(
            [
                {"partner_id": self.network.id, "company_id": self.company.id, "month": day}
                for day in (month - relativedelta(months=1), month)
            ]
        )
        self.assertFalse(current.sent_date)
        self.assertWaiting(self.clerk, "statement", old)
        old.with_user(self.clerk).action_send()
        self.assertNothingWaits(self.clerk, "statement")

    def test_discount_waits_for_whoever_may_grant_it(self):
        order = self.sell("9ZQ115562B", customer=self.wang, discount=20)
        action = order.action_request_approval()
        wizard = Form(self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"]))
        wizard.reason = "Good customer"
        wizard.save().action_ask()
        request = order.sudo().approval_ids
        self.assertWaiting(self.manager, "approval", request, module="aftersales_org")
        colleague = self.person("second_manager", "manager")
        self.assertWaiting(colleague, "approval", request, module="aftersales_org")
        line = work(self.env, "approval", "aftersales_org")
        counts = line.with_user(self.manager)._count_open_work([(line, self.manager), (line, self.clerk)])
        self.assertEqual(counts, {(line, self.manager): 1, (line, self.clerk): 0})
        mine = self.env["aftersales.approval.request"].with_user(self.manager).search([("can_decide", "=", True)])
        self.assertEqual(mine, request)
        request.with_user(colleague).action_approve()
        self.env.invalidate_all()
        self.assertFalse(line.with_user(self.manager).open_count)


class TestCarFileWork(WaitingMixin, LifeCase):
    """What waits in the car files and about personal data, with whoever does it."""

    def test_erasure_is_checked_by_one_and_decided_by_another(self):
        request = (
            self.env["aftersales.privacy.erasure"]
            .with_user(self.cs_representative)
            .create({"partner_id": self.zhang.id, "identity_note": "Identity card seen"})
        )
        self.assertWaiting(self.cs_representative, "erasure_check", request)
        self.assertWaiting(self.information_clerk, "erasure_check_files", request)
        self.assertNothingWaits(self.cs_manager, "erasure_decide_cs")
        request.action_check()
        self.assertNothingWaits(self.cs_representative, "erasure_check")
        self.assertWaiting(self.cs_manager, "erasure_decide_cs", request)
        self.assertWaiting(self.manager, "erasure_decide", request)
        request.with_user(self.manager).action_erase()
        self.assertNothingWaits(self.cs_manager, "erasure_decide_cs")

    def test_erasure_waits_for_nobody_who_cannot_decide_it(self):
        erasures = self.env["aftersales.privacy.erasure"]
        own = erasures.with_user(self.manager).create({"partner_id": self.zhang.id, "identity_note": "Card seen"})
        own.action_check()
        self.assertNothingWaits(self.manager, "erasure_decide")
        self.assertWaiting(self.cs_manager, "erasure_decide_cs", own)
        user = new_test_user(self.env, "wang_user", groups="base.group_user", partner_id=self.wang.id, name="Wang")
        stuck = erasures.with_user(self.cs_representative).create(
            {"partner_id": self.wang.id, "identity_note": "Card seen"}
        )
        stuck.action_check()
        self.assertWaiting(self.cs_manager, "erasure_decide_cs", own)
        user.write({"active": False, "group_ids": [Command.clear()]})
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_vehicle.ir_cron_erasures_held_up").method_direct_trigger()
        self.assertWaiting(self.cs_manager, "erasure_decide_cs", own | stuck)
        self.assertWaiting(self.manager, "erasure_decide", stuck)

    def test_transfer_waits_until_it_is_done(self):
        transfer = self.transfer()
        self.assertWaiting(self.cs_representative, "transfer", transfer)
        transfer.action_finish()
        self.assertNothingWaits(self.cs_representative, "transfer")

    def test_possible_duplicate_is_looked_at(self):
        found = self.env["aftersales.vehicle.duplicate"].create({"kind": "engine", "key": "EA211"})
        self.assertWaiting(self.information_clerk, "duplicate", found)
        found.with_user(self.information_clerk).write({"reason": "Another engine"})
        found.with_user(self.information_clerk).action_dismiss()
        self.assertNothingWaits(self.information_clerk, "duplicate")
