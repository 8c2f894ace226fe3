from contextlib import contextmanager

from hypothesis import HealthCheck, settings

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.aftersales_base.tests.laws import given, st

from .common import WorkshopCase

ORDER_BUTTONS = (
    "action_create_sale_order",
    "action_validate",
    "action_repair_start",
    "action_issue_parts",
    "action_repair_end",
    "action_settle",
    "action_register_payment",
    "action_reopen",
    "action_repair_cancel",
    "action_repair_cancel_draft",
)
JOB_BUTTONS = ("action_start", "action_finish", "action_rework", "action_cancel")
WAY = ("confirmed", "started", "issued", "worked", "done", "settled")
WAYS = {
    "received": (),
    "estimated": ("estimated",),
    **{step: WAY[: number + 1] for number, step in enumerate(WAY)},
    "paid": (*WAY, "paid"),
    "credited": (*WAY, "credited"),
    "cancelled": ("confirmed", "cancelled"),
}


@tagged("post_install", "-at_install")
class TestReplay(WorkshopCase):
    """Every button in every state: it does its step or says why not, and pressed again it adds nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        roles = ("service_advisor", "workshop_supervisor", "technician", "parts_clerk", "cashier", "manager")
        cls.everybody = new_test_user(
            cls.env,
            "everybody",
            groups=",".join(f"aftersales_base.group_{role}" for role in roles),
            company_id=cls.company.id,
            company_ids=[(6, 0, cls.company.ids)],
        )

    # -- an order at each stage

    def order_at(self, stage):
        order = self.receive(insurer_id=self.insurer.id)
        self.add_job(order)
        self.share(self.add_part(order, self.pads), "insurer", percent=30)
        self.add_part(order, self.oil, 2, payer="internal")
        for step in WAYS[stage]:
            getattr(self, f"then_{step}")(order)
        return order.with_user(self.everybody)

    def then_estimated(self, order):
        order.with_user(self.advisor).action_create_sale_order()

    def then_confirmed(self, order):
        self.confirm(order)

    def then_started(self, order):
        order.job_ids.with_user(self.technician).action_start()

    def then_issued(self, order):
        order.with_user(self.clerk).action_issue_parts()

    def then_worked(self, order):
        order.job_ids.with_user(self.technician).action_finish()

    def then_done(self, order):
        self.finish(order)

    def then_settled(self, order):
        self.settle(order)

    def then_paid(self, order):
        while order.settlement_state != "paid":
            action = order.with_user(self.cashier).action_register_payment()
            payments = self.env[action["res_model"]].with_user(self.cashier).with_context(**action["context"])
            payments.create({}).action_create_payments()

    def then_credited(self, order):
        for invoice in order.sudo().invoice_ids:
            invoice._reverse_moves([{"invoice_date": invoice.invoice_date}], cancel=True)

    def then_cancelled(self, order):
        order.with_user(self.advisor).action_repair_cancel()

    # -- what there is to see

    def look_at(self, order):
        """All that a button could have doubled or changed: documents, goods, money, readings and logs."""
        self.env.flush_all()
        self.env.invalidate_all()
        order = order.sudo()
        estimates, entries = order.sale_order_ids, order.invoice_ids | order.cost_move_ids
        parts = self.pads | self.oil
        log = self.env["aftersales.transition.log"].sudo()
        return {
            "order": order.read(["state", "is_settled", "settlement_state", "amount_total", "finished_datetime"]),
            "jobs": order.job_ids.read(["state", "actual_hours", "started_datetime", "finished_datetime", "payer"]),
            "parts": order.move_ids.read(["state", "quantity", "product_uom_qty", "value", "sale_line_id", "payer"]),
            "shares": order.share_ids.read(["sale_line_id", "counter_line_id", "amount"]),
            "estimates": estimates.read(["state", "payer", "amount_total"]),
            "lines": estimates.order_line.read(["product_uom_qty", "qty_delivered", "qty_invoiced", "price_unit"]),
            "entries": entries.read(["state", "amount_total_signed", "payment_state"]),
            "analytics": order.cost_analytic_ids.read(["amount"]),
            "stock": [(part.qty_available, part.free_qty) for part in parts.with_company(self.company)],
            "deliveries": estimates.picking_ids.ids,
            "readings": self.car.odometer_ids.read(["value"]),
            "log": log.search_count([("res_model", "=", "aftersales.job"), ("res_id", "in", order.job_ids.ids)]),
        }

    def press(self, order, button):
        """Press a button; what the person is told, or None when the step was made."""
        records = order.job_ids if button in JOB_BUTTONS else order
        try:
            with self.env.cr.savepoint():
                getattr(records, button)()
                self.env.flush_all()
        except UserError as refusal:
            return str(refusal)
        return None

    def check_twice(self, order, button, stage):
        with self.undone():
            before = self.look_at(order)
            told = self.press(order, button)
            once = self.look_at(order)
            if told:
                self.assertEqual(once, before, f"{button} at {stage} was refused and still changed something")
                self.assertGreater(len(told.split()), 5, told)
            self.press(order, button)
            self.assertEqual(self.look_at(order), once, f"{button} at {stage} pressed twice")
            if order.state != "cancel":
                self.assertBalanced(order)

    @contextmanager
    def undone(self):
        """What happens here is forgotten afterwards."""
        with self.env.cr.savepoint() as savepoint:
            yield
            self.env.flush_all()
            savepoint.rollback()
            self.env.invalidate_all()

    def test_every_button_at_every_stage_twice(self):
        for stage in WAYS:
            with self.undone():
                order = self.order_at(stage)
                for button in ORDER_BUTTONS + JOB_BUTTONS:
                    with self.subTest(stage=stage, button=button):
                        self.check_twice(order, button, stage)

    def test_job_table_is_what_the_buttons_do(self):
        """The declared table and the buttons are the same thing."""
        self.assertEqual({f"action_{move}" for move in self.env["aftersales.job"]._transitions}, set(JOB_BUTTONS))
        for button in JOB_BUTTONS:
            for state in ("waiting", "in_progress", "done", "cancelled"):
                with self.subTest(button=button, state=state), self.undone():
                    order = self.order_at("confirmed")
                    job = order.job_ids
                    self.bring_job_to(job, state)
                    move = job._transitions[button.removeprefix("action_")]
                    told = self.press(order, button)
                    allowed = state in (*move.sources, move.target)
                    self.assertEqual(not told, allowed, told)
                    self.assertEqual(job.state, move.target if allowed else state)

    def bring_job_to(self, job, state):
        ways = {"in_progress": ["start"], "done": ["start", "finish"], "cancelled": ["cancel"]}
        for step in ways.get(state, []):
            getattr(job, f"action_{step}")()

    @settings(max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors])
    @given(st.lists(st.sampled_from(ORDER_BUTTONS + JOB_BUTTONS), min_size=3, max_size=12))
    def test_any_way_through_the_store_keeps_goods_and_money_together(self, buttons):
        with self.undone():
            order = self.order_at("received")
            for button in buttons:
                self.press(order, button)
            self.assertFalse(order.sudo().sale_order_ids.picking_ids)
            if order.state != "cancel":
                self.assertBalanced(order)
