from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period, add_months, months_of

from ..models.aftersales_target import LEVELS, SUBJECTS
from ..rules.split import split

SPLITS = [("month", "Months"), ("department", "Departments"), ("job", "Positions"), ("employee", "People")]


class AftersalesTargetBreakdown(models.TransientModel):
    """Break a target down to months, departments, positions or people."""

    _name = "aftersales.target.breakdown"
    _description = "Break Down a Target"

    target_id = fields.Many2one("aftersales.target", "To Break Down", required=True, readonly=True, ondelete="cascade")
    amount = fields.Float(related="target_id.amount", string="Target")
    split_by = fields.Selection(
        SPLITS,
        "Into",
        compute="_compute_split_by",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
    )
    method = fields.Selection(
        [("even", "Evenly"), ("season", "As Last Year's Figures"), ("hand", "By Hand")],
        "How",
        default="even",
        required=True,
    )
    line_ids = fields.One2many(
        "aftersales.target.breakdown.line",
        "wizard_id",
        "Sub-targets",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    total = fields.Float("Parts Together", compute="_compute_total", digits=(16, 2))
    difference = fields.Float(compute="_compute_total", digits=(16, 2))
    has_no_season = fields.Boolean(compute="_compute_total")
    adds_up = fields.Boolean(compute="_compute_total")

    @api.depends("target_id")
    def _compute_split_by(self):
        for wizard in self:
            part = wizard.target_id.child_ids[:1]
            used = part and ("month" if part.period_kind != wizard.target_id.period_kind else part.level)
            wizard.split_by = used or next(iter(wizard._get_splits()), False)

    @api.depends("target_id", "split_by", "method")
    def _compute_line_ids(self):
        for wizard in self:
            parts = wizard._get_parts()
            weights = wizard._get_weights(parts)
            amounts = wizard._get_amounts(parts, weights)
            wizard.line_ids = [
                Command.clear(),
                *(
                    Command.create({**part, "last_year": weight, "amount": amount})
                    for part, weight, amount in zip(parts, weights, amounts, strict=True)
                ),
            ]

    @api.depends("line_ids.amount", "target_id", "method")
    def _compute_total(self):
        for wizard in self:
            target = wizard.target_id
            wizard.adds_up = target._adds_up()
            wizard.total = sum(wizard.line_ids.mapped("amount"))
            wizard.difference = target._round(target.amount - wizard.total) if wizard.adds_up else 0.0
            wizard.has_no_season = wizard.method == "season" and not any(wizard.line_ids.mapped("last_year"))

    def action_apply(self):
        """Write the parts and show them."""
        self.ensure_one()
        if not self.line_ids:
            raise UserError(
                self.env._(
                    "%(target)s cannot be broken down this way: there is nobody and nothing to give it to.",
                    target=self.target_id.display_name,
                )
            )
        if self.adds_up and float_compare(self.total, self.amount, 2) > 0:
            raise UserError(
                self.env._(
                    "The parts come to %(parts)s, more than the target of %(amount)s. Take %(excess)s off.",
                    parts=self._format(self.total),
                    amount=self._format(self.amount),
                    excess=self._format(self.total - self.amount),
                )
            )
        self.target_id._break_down([line._prepare_part() for line in self.line_ids])
        return self.target_id.action_open_parts()

    def _format(self, amount):
        return self.target_id.metric_id._format(amount, self.target_id.company_id)

    def _get_splits(self):
        """Ways this target can be broken down, the usual one first."""
        depth = [name for name, _label in LEVELS]
        finer = depth[depth.index(self.target_id.level or "company") + 1 :]
        return ["month", *finer] if self.target_id.period_kind == "year" else finer

    def _get_parts(self):
        """What the target could be given to, as values that tell a part from its siblings."""
        target = self.target_id
        if self.split_by not in self._get_splits():
            return []
        if self.split_by == "month":
            return [{"date_start": month.start} for month in months_of(target._get_period())]
        people = self._get_people()
        if self.split_by == "employee":
            return [
                {"employee_id": person.id, "department_id": person.department_id.id, "job_id": person.job_id.id}
                for person in people
            ]
        if self.split_by == "job":
            jobs = people.job_id.sorted("id")
            return [{"job_id": job.id, "department_id": (target.department_id or job.department_id).id} for job in jobs]
        return [{"department_id": department.id} for department in people.department_id.sorted("id")]

    def _get_people(self):
        """Everybody in the after-sales organisation the target's subject holds.

        ``sudo``: the manager who plans is seldom in personnel; names are all that is shown.
        """
        target = self.target_id
        domain = [("company_id", "=", target.company_id.id), ("job_id.aftersales_position_id", "!=", False)]
        domain += [(name, "=", target[name].id) for name in SUBJECTS[:2] if target[name]]
        return self.env["hr.employee"].sudo().search(domain, order="department_id, job_id, name, id")

    def _get_weights(self, parts):
        """Last year's figure of each part."""
        target = self.target_id
        if not parts:
            return []
        keys = []
        for part in parts:
            vals = {**{name: target[name].id for name in SUBJECTS}, **part}
            finest = [name for name in SUBJECTS if vals[name]][-1:]
            subject = subject_of(
                company=target.company_id.id, **{name.removesuffix("_id"): vals[name] for name in finest}
            )
            start = part.get("date_start") or target.date_start
            stop = add_months(start, 1) if "date_start" in part else target.date_stop
            keys.append((Period(add_months(start, -12), add_months(stop, -12)), subject))
        periods, subjects = zip(*keys, strict=True)
        figures = target.metric_id.get_figures(list(set(periods)), list(set(subjects)))
        return [figures[(target.metric_id.id, *key)].value or 0.0 for key in keys]

    def _get_amounts(self, parts, weights):
        target = self.target_id
        if not target._adds_up():
            return [target.amount] * len(parts)
        if self.method == "hand":
            known = {part._get_key(): part.amount for part in target.child_ids}
            keys = [target._get_vals_key(target._prepare_part_vals({**part, "amount": 0.0})) for part in parts]
            return [known.get(key, 0.0) for key in keys]
        return split(target.amount, weights if self.method == "season" else [1.0] * len(parts), target._get_step())
