from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months

from ..models.aftersales_target import SUBJECTS


class AftersalesTargetCopy(models.TransientModel):
    """Take last year's targets over into a new year."""

    _name = "aftersales.target.copy"
    _description = "Copy Last Year's Targets"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    date_start = fields.Date(
        "New Year From", required=True, default=lambda self: self._default_date_start(), help="Any day of the new year."
    )
    growth = fields.Float("Growth (%)", digits=(16, 2), help="5 makes every target 5% higher than last year's.")

    @api.model
    def _default_date_start(self):
        year = self.env.company._get_fiscal_year(today_of(self.env.company))
        return year.start

    def action_copy(self):
        """Copy the trees of the year before; what the new year has already stays."""
        self.ensure_one()
        if self.growth <= -100:
            raise UserError(self.env._("A target cannot shrink by 100% or more. Enter a growth above -100."))
        targets = self.env["aftersales.target"]
        year = self.company_id._get_fiscal_year(self.date_start)
        last = self.company_id._get_fiscal_year(add_months(year.start, -12))
        own = [("company_id", "=", self.company_id.id)]
        roots = targets.search(
            [*own, ("parent_id", "=", False), ("date_start", ">=", last.start), ("date_start", "<", last.stop)]
        )
        present = targets.search([*own, ("date_start", ">=", year.start), ("date_start", "<", year.stop)])
        known = {target._get_key() for target in present}
        copies = targets
        for root in roots:
            copies |= self._copy(root, root._plan(root._round(root.amount * (1 + self.growth / 100))), known, False)
        if not copies:
            raise UserError(
                self.env._(
                    "There is nothing to copy: %(year)s has no targets that the new year lacks.",
                    year=f"{last.start:%Y-%m} – {last.last_day:%Y-%m}",
                )
            )
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_target_action")
        return {**action, "domain": [("id", "in", copies.ids)], "context": {}}

    def _copy(self, target, plan, known, parent):
        """One target with its parts; of people who have left, the part shows as difference."""
        vals = self._prepare_copy_vals(target, plan[target], parent)
        employee = target.sudo().employee_id  # sudo: whether somebody still works here is known to planners
        if target._get_vals_key(vals) in known or (employee and not employee.active):
            return target.browse()
        copy = target.create(vals)
        for part in target.child_ids:
            self._copy(part, plan, known, copy.id)
        return copy

    def _prepare_copy_vals(self, target, amount, parent):
        return {
            **{name: target[name].id for name in ("metric_id", "company_id", *SUBJECTS)},
            "period_kind": target.period_kind,
            "date_start": add_months(target.date_start, 12),
            "amount": amount,
            "parent_id": parent,
            "green_from": target.green_from,
            "amber_from": target.amber_from,
        }
