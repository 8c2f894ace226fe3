"""Plays the planned visits: each person presses the buttons of the own role, at the time of the day."""

from datetime import timedelta
from random import Random

from odoo import fields

from . import calendar
from .catalogue import part_name

INSURERS = (
    {"zh": "星桥财产保险苏州分公司", "en": "Starbridge Insurance, Suzhou"},
    {"zh": "远洲财产保险苏州分公司", "en": "Yuanzhou Insurance, Suzhou"},
)
# How far an order goes: each fate takes its own steps and those before it.
STEPS = ("draft", "confirmed", "working", "finished", "settled", "paid")
DEDUCTIBLE = 20.0
INSURER_PAYS_AFTER = 25


def play(keeper, staff, plan):
    """Take every planned order as far as its fate says; orders that are there stay as they are.

    :param dict staff: position code → users
    :param plan: list of ``visits.Visit``, oldest first
    """
    insurers = keeper.make(
        "res.partner",
        {f"insurer_{number}": {"name": keeper.text(row), "is_company": True} for number, row in enumerate(INSURERS)},
    )
    for visit in plan:
        if not keeper.find(visit.name):
            _Scene(keeper, staff, list(insurers.values()), visit).play()


def _payer(line):
    return {"payer": line.payer} if line.payer else {}


class _Scene:
    """One visit on stage."""

    def __init__(self, keeper, staff, insurers, visit):
        self.keeper = keeper
        self.visit = visit
        # A seed of its own, so that an order comes out the same whatever was there before it.
        self.random = Random(visit.name)
        self.insurer = self.random.choice(insurers)
        self.advisor = self.random.choice(staff["service_advisor"])
        self.supervisor = staff["workshop_supervisor"][0]
        self.technicians = self.random.sample(staff["technician"], 2)
        self.clerk = self.random.choice(staff["parts_salesperson"])
        self.cashier = self.random.choice(staff["cashier"])
        self.now = fields.Datetime.now()
        self.moment = visit.received
        self.order = None

    def play(self):
        self._step(self._receive)
        fate = self.visit.fate
        if fate == "cancelled":
            self._step(self._confirm, 15)
            self._step(self._cancel, 60)
            return
        reached = STEPS.index(fate)
        if reached >= STEPS.index("confirmed"):
            self._step(self._confirm, 12)
            self._step(self._dispatch, 5)
        if reached >= STEPS.index("working"):
            self._work(whole=reached > STEPS.index("working"))
        if reached >= STEPS.index("finished"):
            self._step(self._finish, 8)
        if reached >= STEPS.index("settled"):
            self._step(self._settle, 10)
        if reached >= STEPS.index("paid"):
            self._step(self._pay, 5)

    def _step(self, act, minutes=0):
        """Do one thing some minutes later, though not in the future, and date what it left behind."""
        self.moment = min(self.moment + timedelta(minutes=minutes), self.now)
        with calendar.play(self.keeper.env, self.moment):
            act()

    def _as(self, user):
        return self.order.with_user(user)

    # -- reception

    def _receive(self):
        env = self.keeper.env(user=self.advisor.id)
        order = env["repair.order"].create(self._prepare_order_vals())
        self.order = self.keeper.keep(self.visit.name, order)
        self._add_work(env)
        self._share_out(env)
        self.order = order.with_env(self.keeper.env)
        self._date_back("repair.order", "id")
        self._date_back("aftersales.job", "repair_id")

    def _prepare_order_vals(self):
        visit = self.visit
        return {
            "order_type_id": self.keeper.env.ref(f"aftersales_workshop.order_type_{visit.work['type']}").id,
            "vehicle_id": visit.car.vehicle.id,
            "user_id": self.advisor.id,
            "concern": self.keeper.text(visit.work),
            "mileage_in": visit.mileage,
            "schedule_date": visit.received,
            "promise_datetime": self._get_promise(),
            "insurer_id": self.insurer.id if visit.work["payers"] == "deductible" else False,
        }

    def _get_promise(self):
        """The time the work takes and a wait before it, to the quarter of an hour."""
        hours = sum(self._get_operation(line).standard_hours for line in self.visit.operations)
        ready = self.visit.received + timedelta(hours=hours + 1)
        return ready.replace(minute=ready.minute // 15 * 15, second=0)

    def _get_operation(self, line):
        return self.keeper.find(f"operation_{line.code}")

    def _add_work(self, env):
        order = self.order.with_env(env)
        env["aftersales.job"].create(
            [
                {"repair_id": order.id, "operation_id": self._get_operation(line).id, **_payer(line)}
                for line in self.visit.operations
            ]
        )
        env["stock.move"].create(
            [
                order._prepare_part_vals(self.keeper.find(part_name(line.code)), line.quantity, **_payer(line))
                for line in self.visit.parts
            ]
        )

    def _share_out(self, env):
        """The customer bears a deductible of what the insurer pays."""
        if self.visit.work["payers"] != "deductible":
            return
        order = self.order.with_env(env)
        lines = [("job_id", job) for job in order.job_ids] + [("move_id", move) for move in order.move_ids]
        env["aftersales.payer.share"].create(
            [
                {field: line.id, "payer": "customer", "percent": DEDUCTIBLE}
                for field, line in lines
                if line.payer == "insurer"
            ]
        )

    def _confirm(self):
        self._as(self.advisor).action_validate()
        self._date_back("sale.order", "aftersales_repair_id")

    def _cancel(self):
        self._as(self.advisor).action_repair_cancel()

    # -- workshop

    def _dispatch(self):
        """The supervisor gives the jobs out; some of the newest still wait for that."""
        if self.visit.fate == "confirmed" and self.random.random() < 0.4:
            return
        employees = self.order.env["hr.employee"].search([("user_id", "in", [user.id for user in self.technicians])])
        for number, job in enumerate(self._as(self.supervisor).job_ids):
            job.technician_ids = employees[number % len(employees)]

    def _work(self, whole):
        """Job after job; of an order that is still under way the last job is on the lift."""
        jobs = self.order.job_ids
        for number, job in enumerate(jobs):
            technician = job.technician_ids.user_id[:1]
            self._step(job.with_user(technician).action_start, 10)
            if not number:
                self._step(self._as(self.clerk).action_issue_parts, 4)
            if whole or number < len(jobs) - 1:
                minutes = job.standard_hours * 60 * self.random.uniform(0.75, 1.2)
                self._step(job.with_user(technician).action_finish, int(minutes if whole else min(minutes, 45)))

    def _finish(self):
        self._as(self.supervisor).action_repair_end()

    # -- till

    def _settle(self):
        self._as(self.cashier).action_settle()
        self._date_back("account.move", "aftersales_repair_id")

    def _pay(self):
        """The customer pays on collecting the car, the insurer weeks later."""
        payers = {"customer"}
        if self.visit.days_ago >= INSURER_PAYS_AFTER:
            payers.add("insurer")
        for _invoice in payers & set(self.order.sale_order_ids.mapped("payer")):
            self._pay_next()

    def _pay_next(self):
        order = self._as(self.cashier)
        action = order.action_register_payment()
        wizard = order.env[action["res_model"]].with_context(**action["context"])
        wizard.create({"payment_date": fields.Date.context_today(order)}).action_create_payments()

    def _date_back(self, model, column):
        """Let rows of the order that the host dated by the transaction's clock have come into being now."""
        calendar.date_back(self.keeper.env[model], self.moment, column, self.order.ids)
