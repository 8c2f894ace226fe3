from odoo import models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.rules.period import add_months

from .aftersales_incentive import LOCKED


class AftersalesIncentive(models.Model):
    """Approved statements stay; what was wrong with them goes into the next open month."""

    _inherit = "aftersales.incentive"

    def _correct(self, amount, reason, is_recomputed=False):
        """Enter a correction of an approved statement into the next open month.

        :param float amount: what is added; below zero is taken back
        :param str reason: why; shown to the person
        :return: the new ``aftersales.incentive.line``
        """
        self.ensure_one()
        self._check_decider()
        if self.state not in LOCKED:
            raise UserError(
                self.env._("%(statement)s is still a draft. Compute it again instead.", statement=self.display_name)
            )
        if obstacle := self._find_own():
            raise UserError(obstacle)
        if not (reason or "").strip():
            raise UserError(self.env._("Say why %(statement)s is corrected.", statement=self.display_name))
        amount = self.currency_id.round(amount)
        if not amount:
            raise UserError(self.env._("A correction adds or takes off something. Enter the amount."))
        lock(self)
        name = self.env._("Correction of %(month)s", month=f"{self.month:%Y-%m}")
        return self._add_to_next(amount, name=name, note=reason, is_recomputed=is_recomputed)

    def _carry_over(self):
        """What corrections take off beyond what these statements pay is taken off the next open month.

        Called by the approval, which every statement gets once.
        """
        for statement in self.filtered("amount_carried"):
            statement._add_to_next(
                statement.amount_carried,
                name=self.env._("Carried over from %(month)s", month=f"{statement.month:%Y-%m}"),
                note=self.env._("Corrections exceeded what the month paid."),
            )

    def _add_to_next(self, amount, **vals):
        """Line of the next open month that refers to this statement."""
        # sudo: lines are written by the system only; the right to correct or approve was checked
        return (
            self.env["aftersales.incentive.line"]
            .sudo()
            .create(
                {
                    "incentive_id": self._get_next_open().id,
                    "kind": "correction",
                    "sequence": 100,
                    "corrected_incentive_id": self.id,
                    "uncapped_amount": amount,
                    "amount": amount,
                    **vals,
                }
            )
        )

    def _get_next_open(self):
        """The person's first draft after this month, made when there is none; with sudo, see ``_correct``."""
        later = self.sudo().search(
            [
                ("employee_id", "=", self.employee_id.id),
                ("company_id", "=", self.company_id.id),
                ("month", ">", self.month),
            ],
            order="month",
        )
        locked = later.filtered(lambda each: each.state in LOCKED)
        last = locked[-1:].month or self.month
        open_ones = later.filtered(lambda each: each.state == "draft" and each.month > last)
        if open_ones:
            lock(open_ones[0])
            return open_ones[0]
        return later.create(
            {
                "employee_id": self.employee_id.id,
                "company_id": self.company_id.id,
                "month": add_months(last, 1),
                "position_id": self.position_id.id,
                "department_id": self.department_id.id,
            }
        )
