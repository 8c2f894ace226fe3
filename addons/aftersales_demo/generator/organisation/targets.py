"""Targets of this year and last year as trees, measured by what the store did."""

from odoo import Command
from odoo.tools import float_round

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import add_months, month_of, months_of
from odoo.addons.aftersales_org.rules.split import split

from .. import tables

OWNER = "manager"
# A year's plan is made in the last month before it.
PLANNED_DAYS_BEFORE = 20
RECENT = 3
STEPS = {"money": 100, "hours": 10, "count": 1, "percent": 1}
REVISED = "target_workshop_sales"
REVISION = {"zh": "车展后进厂增加，上调当月目标。", "en": "More cars since the motor show: the month's target goes up."}
RAISE = 0.04


def play(stage):
    if not stage.keeper.find("targets"):
        for row in tables.read("targets"):
            _Tree(stage, row).grow()
        # Planned in the past: the actual figures are those of today.
        targets = stage.env["aftersales.target"].search([("company_id", "=", stage.company.id)])
        targets._refresh()
        _revise(stage)
        stage.keeper.keep("targets", targets[:1])


class _Tree:
    """A target of a year with its months, and the parts of each month."""

    def __init__(self, stage, row):
        self.stage = stage
        self.row = row
        self.metric = stage.env.ref(row["metric"])
        self.year = stage.company._get_fiscal_year(add_months(stage.today, -12 * int(row["year"])))

    def grow(self):
        """Plan the year before it begins, as far as there is anything to plan by."""
        amounts = self._get_amounts()
        if not amounts:
            return
        with self.stage.play((self.stage.today - self.year.start).days + PLANNED_DAYS_BEFORE):
            root = self.stage.model("aftersales.target", OWNER).create(
                {
                    "metric_id": self.metric.id,
                    "company_id": self.stage.company.id,
                    "date_start": self.year.start,
                    "amount": sum(amounts.values()) if self._adds_up() else max(amounts.values()),
                }
            )
            self.stage.keeper.keep(f"target_{self.row['name']}", root.sudo())
            months = [{"date_start": month.start, "amount": amount} for month, amount in amounts.items()]
            self._split(root, "month", months)
            parts = root.child_ids
            for level in self.row["people"].split():
                for part in parts:
                    self._split(part, level, self._get_shares(part, level))
                parts = parts.child_ids
            if self.row["state"] == "agreed":
                root.action_agree()

    def _split(self, target, by, parts):
        """Break a target down by hand, as on the wizard."""
        wizard = target.env["aftersales.target.breakdown"].create(
            {
                "target_id": target.id,
                "split_by": by,
                "method": "hand",
                "line_ids": [Command.create(part) for part in parts],
            }
        )
        wizard.action_apply()

    # -- how much

    def _get_amounts(self):
        """Month → amount: what the month came to and somewhat more or less; for those ahead, the last months' mean."""
        months = months_of(self.year)
        if self.row["goal"]:
            return dict.fromkeys(months, float(self.row["goal"]))
        factors = [float(factor) for factor in self.row["factors"].split()]
        figures = self._get_figures(months)
        recent = list(figures.values())[-RECENT:]
        usual = sum(recent) / len(recent) if recent else 0.0
        return {
            month: self._round(figures[month] * factors[number % len(factors)] if month in figures else usual)
            for number, month in enumerate(months)
            if month in figures or month.stop > self.stage.today
        }

    def _get_figures(self, months):
        """Month → figure of the months that have one; this month's as it will be."""
        subject = subject_of(company=self.stage.company.id)
        begun = [month for month in months if month.start <= self.stage.today]
        figures = self.metric.get_figures(begun, [subject]) if begun else {}
        values = {}
        for month in begun:
            value = figures[self.metric.id, month, subject].value
            if value and self.metric.accumulates and month.stop > self.stage.today:
                value *= month.days / ((self.stage.today - month.start).days + 1)
            if value:
                values[month] = value
        return values

    def _get_shares(self, part, level):
        """The same for everybody; what somebody is better at shows in the actual figures."""
        subjects = self._get_subjects(level)
        if self._adds_up():
            amounts = split(part.amount, [1.0] * len(subjects), part._get_step())
        else:
            amounts = [part.amount] * len(subjects)
        return [{**subject, "amount": amount} for subject, amount in zip(subjects, amounts, strict=True)]

    def _get_subjects(self, level):
        position = self.row["position"] and self.stage.env.ref(f"aftersales_org.position_{self.row['position']}").id
        people = self.stage.env["hr.employee"].search(
            [
                ("company_id", "=", self.stage.company.id),
                ("job_id.aftersales_position_id", "=" if position else "!=", position or False),
            ],
            order="id",
        )
        if level == "department":
            return [{"department_id": department.id} for department in people.department_id.sorted("id")]
        return [
            {"employee_id": person.id, "job_id": person.job_id.id, "department_id": person.department_id.id}
            for person in people
        ]

    def _adds_up(self):
        return self.metric.accumulates and self.metric.kind != "ratio"

    def _round(self, amount):
        step = STEPS[self.metric.unit]
        return max(float_round(amount, precision_rounding=step), step)


def _revise(stage):
    """One agreed month was raised, with a reason; the year first, for parts never exceed the whole."""
    year = stage.keeper.find(REVISED)
    month = year.child_ids.filtered(lambda part: part.date_start == month_of(stage.today).start)
    more = month._round(month.amount * RAISE)
    with stage.play(stage.today.day // 2):
        for target, scale in ((year, False), (month, True)):
            wizard = stage.model("aftersales.target.revise", OWNER).create(
                {
                    "target_id": target.id,
                    "amount": target.amount + more,
                    "reason": stage.keeper.text(REVISION),
                    "scale": scale,
                }
            )
            wizard.action_revise()
