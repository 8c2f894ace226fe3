from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import month_of

from ..rules.incentive import Counted, NotComputableError, earn


class Claim(NamedTuple):
    """Somebody falls under a rule in a month.

    :param definition: see ``aftersales.incentive.rule._get_definition``
    """

    definition: dict
    employee: int
    department: int


class AftersalesIncentive(models.Model):
    """Computing statements: all people of a store's month at once, and approved ones again from the kept rules."""

    _inherit = "aftersales.incentive"

    @api.model
    def _prepare_month(self, company, month, employees=None):
        """Make or renew the drafts of a month; what is approved stays, what cannot be computed is told.

        :param company: ``res.company``, one record
        :param month: ``rules.period.Period``, a calendar month
        :param employees: only these, or None for everybody
        :return: (drafts with sudo, problems as sentences)
        :raise UserError: the month lies ahead
        """
        if today_of(company) < month.start:
            raise UserError(
                self.env._("%(month)s has not begun; there is nothing to compute.", month=f"{month.start:%Y-%m}")
            )
        holders = self.env["hr.employee"]._get_position_holders(company, month)
        rules = self.env["aftersales.incentive.rule"]._get_valid(company, month)
        claims, problems = self._get_claims(rules, holders)
        # sudo: statements are written by the system only; who prepares was checked by the caller
        known = self.sudo().search([("company_id", "=", company.id), ("month", "=", month.start)])
        drafts = known.filtered(lambda each: each.state == "draft")
        if employees is not None:
            claims = [claim for claim in claims if claim.employee in employees.ids]
            drafts = drafts.filtered(lambda each: each.employee_id in employees)
        approved = known.filtered(lambda each: each.state != "draft")
        problems += approved._settle_pools(claims)
        locked = set(approved.employee_id.ids)
        lines = self._compute_lines(company, month, [claim for claim in claims if claim.employee not in locked])
        renewed = self._write_drafts(company, month, drafts, lines, holders)
        problems += [f"{each.display_name}: {each.problem}" for each in renewed if each.problem]
        return renewed, problems

    def _get_claims(self, rules, holders):
        """Who falls under which rule, and rules nobody can compute."""
        claims, problems = [], []
        for rule in rules:
            if gap := self._find_rule_gap(rule):
                problems.append(gap)
                continue
            members = self._get_members(rule, holders)
            definition = rule._get_definition()
            if rule.kind == "pool":
                definition["members"] = {
                    str(employee.id): rule._get_share_points(employee, positions)
                    for employee, positions in members.items()
                }
            claims += [Claim(definition, employee.id, holders[employee].department_id.id) for employee in members]
        return claims, problems

    def _find_rule_gap(self, rule):
        for metric in rule.metric_id | rule.divisor_metric_id:
            if not metric.active:
                return self.env._(
                    "Rule %(rule)s: key figure %(metric)s is archived. Choose another one.",
                    rule=rule.name,
                    metric=metric.name,
                )
            if any(name not in self.env for name in metric._get_model_names()):
                return self.env._(
                    "Rule %(rule)s: the addon that brought %(metric)s is no longer installed. Choose another key "
                    "figure, or end the rule.",
                    rule=rule.name,
                    metric=metric.name,
                )
        gap = rule._find_gap()
        return gap or False

    def _get_members(self, rule, holders):
        members = {}
        for employee, version in holders.items():
            positions = version.job_id.aftersales_position_id | version.aftersales_extra_position_ids
            if rule.department_id and version.department_id != rule.department_id:
                continue
            if positions & rule.position_ids:
                members[employee] = positions
        return members

    # -- the amounts

    def _compute_lines(self, company, month, claims):
        """Employee id → values of lines; figures of all people come from one call.

        :rtype: dict[int, list[dict]]
        """
        figures = self._get_claim_figures(company, month, claims)
        targets = self._get_claim_targets(company, month, claims)
        pools = self._get_pools(company, claims, figures)
        lines = {}
        for claim in claims:
            lines.setdefault(claim.employee, []).append(self._prepare_line(company, claim, figures, targets, pools))
        return lines

    def _get_claim_figures(self, company, month, claims):
        """(metric id, subject) → value."""
        subjects = {subject_of(**self._get_dimensions(company, claim)) for claim in claims}
        subjects |= {subject_of(company=company.id, employee=claim.employee) for claim in claims}
        subjects |= {
            subject_of(company=company.id, employee=int(member))
            for claim in claims
            for member in claim.definition["members"]
        }
        ids = {claim.definition[name] for claim in claims for name in ("metric", "divisor")} - {False}
        # sudo: figures do not depend on who asks
        metrics = self.env["aftersales.metric"].sudo().browse(sorted(ids))
        figures = metrics.get_figures([month], list(subjects))
        return {(metric, subject): figure.value for (metric, _period, subject), figure in figures.items()}

    def _get_claim_targets(self, company, month, claims):
        """(metric id, employee id) → the target agreed for the month."""
        stepped = [claim for claim in claims if claim.definition["kind"] == "step"]
        targets = (
            self.env["aftersales.target"]
            .sudo()  # the person's own target decides the bonus, whoever prepares it
            .search(
                [
                    ("company_id", "=", company.id),
                    ("metric_id", "in", [claim.definition["metric"] for claim in stepped]),
                    ("employee_id", "in", [claim.employee for claim in stepped]),
                    ("period_kind", "=", "month"),
                    ("date_start", "=", month.start),
                    ("state", "=", "agreed"),
                ]
            )
        )
        return {(target.metric_id.id, target.employee_id.id): target.amount for target in targets}

    def _get_quantity(self, company, claim, figures, default=None):
        metric = claim.definition["metric"]
        return figures.get((metric, subject_of(**self._get_dimensions(company, claim)))) if metric else default

    def _get_dimensions(self, company, claim):
        """Whom the figure of a rule is about."""
        level = claim.definition["level"]
        if claim.definition["kind"] == "pool":
            # A pool is what its department brought in, or the whole store.
            level = "department" if claim.definition["department"] else "company"
        dimensions = {"company": company.id}
        if level == "employee":
            dimensions["employee"] = claim.employee
        elif level == "department":
            dimensions["department"] = claim.definition["department"] or claim.department
        return dimensions

    def _prepare_line(self, company, claim, figures, targets, pools):
        definition = claim.definition
        dimensions = self._get_dimensions(company, claim)
        divisor = figures.get((definition["divisor"], subject_of(**dimensions))) if definition["divisor"] else None
        pool = pools.get(self._get_pool_key(claim))
        counted = Counted(
            self._get_quantity(company, claim, figures, default=0.0),
            divisor,
            targets.get((definition["metric"], claim.employee)),
            pool and pool.parts.get(claim.employee),
        )
        vals = {
            "kind": definition["kind"],
            "name": definition["name"],
            "rule_id": definition["rule"],
            "metric_id": definition["metric"],
            "definition": {**definition, "claim_department": claim.department},
            "dimensions": dimensions,
            "quantity": counted.quantity or 0.0,
            "divisor": divisor or 0.0,
        }
        try:
            earning = earn(definition, counted, company.currency_id.round)
        except NotComputableError as error:
            return {
                **vals,
                "rate": definition["rate"],
                "amount": 0.0,
                "note": self._get_reason((pool and pool.reason) or error.reason, definition),
            }
        return {
            **vals,
            "rate": earning.rate,
            "uncapped_amount": earning.uncapped,
            "cap_cut": earning.cap_cut,
            "amount": earning.amount,
        }

    def _get_reason(self, reason, definition):
        metrics = self.env["aftersales.metric"].sudo()
        metric, divisor = metrics.browse(definition["metric"]).name, metrics.browse(definition["divisor"]).name
        if reason == "divisor":
            return self.env._("Division by zero: no %(metric)s in the month.", metric=divisor)
        if reason == "target":
            return self.env._("No agreed target of %(metric)s for the month.", metric=metric)
        if reason == "weights":
            return self.env._("Nobody has a share in the pool.")
        return self.env._("%(metric)s has nothing to divide by in the month.", metric=metric)

    # -- the drafts

    def _write_drafts(self, company, month, drafts, lines, holders):
        """Give everybody a draft with these lines; corrections stay, empty drafts go."""
        lock(drafts)
        by_employee = {draft.employee_id.id: draft for draft in drafts}
        places = {employee.id: version for employee, version in holders.items()}
        missing = self.sudo().create(  # sudo: statements are written by the system only
            [
                self._prepare_draft(company, month, employee, places[employee])
                for employee in lines
                if employee not in by_employee
            ]
        )
        for draft in drafts.filtered(lambda each: each.employee_id.id in places):
            draft.write(self._prepare_place(places[draft.employee_id.id]))
        drafts |= missing
        drafts.line_ids.filtered(lambda line: line.kind != "correction").unlink()
        self.env["aftersales.incentive.line"].sudo().create(  # sudo: as above
            [
                {**vals, "incentive_id": draft.id, "sequence": 10 + number}
                for draft in drafts
                for number, vals in enumerate(lines.get(draft.employee_id.id, []))
            ]
        )
        for problem, told in drafts.grouped(lambda draft: draft._tell_problem(lines)).items():
            told.problem = problem
        empty = drafts.filtered(lambda draft: not draft.line_ids)
        empty.unlink()
        return drafts - empty

    def _tell_problem(self, lines):
        notes = [f"{vals['name']}: {vals['note']}" for vals in lines.get(self.employee_id.id, []) if vals.get("note")]
        return "\n".join(notes) or False

    def _prepare_draft(self, company, month, employee, version):
        return {
            "employee_id": employee,
            "company_id": company.id,
            "month": month.start,
            **self._prepare_place(version),
        }

    def _prepare_place(self, version):
        """Where the person stood at the end of the month: who heads it sees the statement."""
        return {
            "position_id": version.job_id.aftersales_position_id.id,
            "department_id": version.department_id.id,
        }

    # -- approved months computed again

    def _propose_corrections(self):
        """Compute approved statements again from the rules kept with them.

        What earlier corrections of this kind already brought is taken into account, so that a second call changes
        nothing.

        :return: (correction lines made, statements without difference)
        """
        proposed, unchanged = self.env["aftersales.incentive.line"], self.browse()
        if drafts := self.filtered(lambda each: each.state == "draft"):
            raise UserError(
                self.env._(
                    "%(statements)s is still a draft. Compute it again instead.",
                    statements=", ".join(drafts.mapped("display_name")),
                )
            )
        for (company, start), statements in self.grouped(lambda each: (each.company_id, each.month)).items():
            totals = statements._recompute(company, month_of(start))
            for statement in statements:
                known = statement.sudo().correction_ids.filtered("is_recomputed")
                difference = totals[statement] - max(statement._get_rule_total(), 0.0) - sum(known.mapped("amount"))
                difference = company.currency_id.round(difference)
                if difference:
                    reason = self.env._("Computed again: the figures of the month have changed since.")
                    proposed |= statement._correct(difference, reason, is_recomputed=True)
                else:
                    unchanged |= statement
        return proposed, unchanged

    def _recompute(self, company, month):
        """Statement → what its kept rules come to with today's figures, never below zero.

        :rtype: dict
        """
        claims = [
            Claim(line.definition, statement.employee_id.id, line.definition["claim_department"])
            for statement in self
            for line in statement.line_ids
            if line.kind != "correction"
        ]
        lines = self._compute_lines(company, month, claims)
        return {
            statement: max(sum(vals["amount"] for vals in lines.get(statement.employee_id.id, [])), 0.0)
            for statement in self
        }

    def _get_rule_total(self):
        return sum(line.amount for line in self.line_ids if line.kind != "correction")
