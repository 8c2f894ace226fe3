from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import formatLang

from odoo.addons.aftersales_base.models.aftersales_metric import DIGITS
from odoo.addons.aftersales_base.rules.figures import subject_of
from odoo.addons.aftersales_base.rules.period import Period, add_months, month_of

from ..rules.training import AT_LEAST, AT_MOST, is_valid_on, reaches


class Finding(NamedTuple):
    """What somebody has of a requirement: in words, and whether it is enough."""

    found: str
    is_met: bool


class AftersalesGradeRequirement(models.Model):
    """One thing a grade asks for."""

    _name = "aftersales.grade.requirement"
    _description = "Requirement of a Grade"
    _order = "grade_id, sequence, id"

    grade_id = fields.Many2one("aftersales.grade", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("skill", "Skill at a Level"),
            ("certificate", "Valid Certificate"),
            ("metric", "Key Figure"),
            ("months", "Months in the Grade Below"),
        ],
        required=True,
        default="skill",
    )
    skill_type_id = fields.Many2one("hr.skill.type", ondelete="restrict")
    skill_id = fields.Many2one("hr.skill", domain="[('skill_type_id', '=', skill_type_id)]", ondelete="restrict")
    skill_level_id = fields.Many2one(
        "hr.skill.level", "Level", domain="[('skill_type_id', '=', skill_type_id)]", ondelete="restrict"
    )
    metric_id = fields.Many2one("aftersales.metric", "Key Figure", ondelete="restrict")
    comparison = fields.Selection([(AT_LEAST, "At Least"), (AT_MOST, "At Most")], required=True, default=AT_LEAST)
    value = fields.Float(aggregator=None)
    months = fields.Integer(default=12, aggregator=None, help="Of the key figure: the last so many full months.")

    @api.depends("kind", "skill_id", "skill_level_id", "metric_id", "comparison", "value", "months")
    def _compute_display_name(self):
        for requirement in self:
            requirement.display_name = requirement._describe()

    @api.constrains("kind", "skill_id", "skill_level_id", "metric_id", "months")
    def _check_complete(self):
        for requirement in self:
            wanted = {
                "skill": requirement.skill_id and requirement.skill_level_id,
                "certificate": requirement.skill_id.skill_type_id.is_certification,
                "metric": requirement.metric_id and requirement.months > 0,
                "months": requirement.months > 0,
            }
            if not wanted[requirement.kind]:
                raise ValidationError(
                    self.env._(
                        "A requirement of %(grade)s is incomplete. A skill needs its level, a certificate a skill "
                        "of a kind that is a certification, a key figure the months it is taken over.",
                        grade=requirement.grade_id.name,
                    )
                )

    def _describe(self):
        comparison = dict(self._fields["comparison"]._description_selection(self.env)).get(self.comparison, "")
        if self.kind == "skill":
            return f"{self.skill_id.name or ''}: {self.skill_level_id.name or ''}"
        if self.kind == "certificate":
            return self.env._("Valid certificate: %(skill)s", skill=self.skill_id.name or "")
        if self.kind == "months":
            return self.env._("%(months)s months in the grade below", months=self.months)
        return self.env._(
            "%(metric)s over %(months)s months: %(comparison)s %(value)s",
            metric=self.metric_id.name or "",
            months=self.months,
            comparison=comparison,
            value=self._format(self.value),
        )

    def _format(self, value):
        return formatLang(self.env, value, digits=DIGITS.get(self.metric_id.unit, 2))

    def _assess(self, employee, today, since):
        """How somebody stands to this requirement.

        :param employee: ``hr.employee``, one record, with sudo
        :param today: the store's day
        :param since: the day the person got the grade below, or None
        :rtype: Finding
        """
        self.ensure_one()
        return getattr(self, f"_assess_{self.kind}")(employee, today, since)

    def _assess_skill(self, employee, today, _since):
        held = self._get_valid(employee, today).sorted("level_progress")[-1:]
        wanted = self.skill_level_id.level_progress
        return Finding(held.skill_level_id.name or "–", bool(held) and held.level_progress >= wanted)

    def _assess_certificate(self, employee, today, _since):
        held = self._get_valid(employee, today)
        if not held:
            return Finding("–", False)
        endless = held.filtered(lambda each: not each.valid_to)
        until = False if endless else max(held.mapped("valid_to"))
        return Finding(self.env._("valid until %(day)s", day=until) if until else self.env._("valid"), True)

    def _assess_months(self, _employee, today, since):
        if not since:
            return Finding("–", False)
        return Finding(self.env._("since %(day)s", day=since), add_months(since, self.months) <= today)

    def _assess_metric(self, employee, today, _since):
        month = month_of(today)
        period = Period(add_months(month.start, -self.months), month.start)
        subject = subject_of(company=employee.company_id.id, employee=employee.id)
        metric = self.metric_id.sudo(False)
        value = metric.get_figures([period], [subject])[metric.id, period, subject].value
        return Finding("–" if value is None else self._format(value), reaches(value, self.value, self.comparison))

    def _get_valid(self, employee, today):
        return employee.employee_skill_ids.filtered(
            lambda each: (
                each.skill_id == self.skill_id and is_valid_on(today, each.valid_from or None, each.valid_to or None)
            )
        )
