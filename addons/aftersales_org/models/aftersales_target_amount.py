from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_compare

from odoo.addons.aftersales_base.models.locking import lock

from ..rules.split import split
from .aftersales_target import SUBJECTS


class AftersalesTarget(models.Model):
    """Amounts of a tree: parts never exceed their whole, an agreed amount changes by a revision that is kept."""

    _inherit = "aftersales.target"

    revision_ids = fields.One2many("aftersales.target.revision", "target_id", "Revisions")
    is_leaf = fields.Boolean("Not Broken Down", compute="_compute_allocated", store=True)
    allocated = fields.Float(
        "Given to Parts", compute="_compute_allocated", store=True, digits=(16, 2), aggregator=None
    )
    difference = fields.Float(
        compute="_compute_allocated",
        store=True,
        digits=(16, 2),
        aggregator=None,
        help="What the parts leave over of the whole.",
    )

    @api.depends("amount", "child_ids.amount")
    def _compute_allocated(self):
        for target in self:
            amounts = target.child_ids.mapped("amount")
            target.is_leaf = not amounts
            is_sum = amounts and target._adds_up()
            target.allocated = target._round(sum(amounts)) if is_sum else 0.0
            target.difference = target._round(target.amount - sum(amounts)) if is_sum else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._check_parts()
        return targets

    def write(self, vals):
        moved = {"amount", "parent_id"} & vals.keys()
        if moved and not self.env.su:
            self._check_not_agreed()
        result = super().write(vals)
        if moved:
            self._check_parts()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        self._check_not_agreed()

    # -- what must be true

    def _check_not_agreed(self):
        if agreed := self.filtered(lambda target: target.state == "agreed"):
            raise UserError(
                self.env._(
                    "%(target)s is agreed. Revise it and give a reason; its history is kept.",
                    target=agreed[0].display_name,
                )
            )

    def _check_parts(self):
        """Parts never exceed the whole; two sessions that add parts to one whole wait for each other."""
        wholes = self.parent_id | self.filtered("child_ids")
        if not wholes:
            return
        lock(wholes)
        for whole in wholes:
            if whole._adds_up() and float_compare(sum(whole.child_ids.mapped("amount")), whole.amount, 2) > 0:
                raise ValidationError(
                    self.env._(
                        "The parts of %(whole)s come to %(parts)s, which exceeds its target of %(amount)s. "
                        "Lower a part, or revise the whole first.",
                        whole=whole.display_name,
                        parts=whole.metric_id._format(sum(whole.child_ids.mapped("amount")), whole.company_id),
                        amount=whole.metric_id._format(whole.amount, whole.company_id),
                    )
                )

    # -- revising and breaking down

    def _revise(self, amount, reason, scale=True):
        """Set another amount and keep the history.

        :param float amount: new target
        :param str reason: why; shown in the history
        :param bool scale: change all parts in proportion; otherwise the difference shows
        """
        self.ensure_one()
        self.check_access("write")
        if not (reason or "").strip():
            raise UserError(self.env._("Say why %(target)s is revised.", target=self.display_name))
        self._write_amounts(self._plan(self._round(amount), scale), reason)

    def _plan(self, amount, scale=True):
        """Target → amount for this one and, in proportion, everything below it."""
        plan = {self: amount}
        parts = self.child_ids
        if not scale or not parts:
            return plan
        if self._adds_up():
            # What was not given to the parts stays a share of its own, first, so that parts take the remainder.
            _left, *amounts = split(amount, [self.difference, *parts.mapped("amount")], self._get_step())
        else:
            amounts = [amount] * len(parts)
        for part, part_amount in zip(parts, amounts, strict=True):
            plan |= part._plan(part_amount)
        return plan

    def _write_amounts(self, plan, reason):
        """Write a whole plan, then check it: on the way parts may exceed their whole."""
        changed = {target: amount for target, amount in plan.items() if float_compare(target.amount, amount, 2)}
        # sudo: nobody writes the history by hand
        self.env["aftersales.target.revision"].sudo().create(
            [
                {"target_id": target.id, "old_amount": target.amount, "new_amount": amount, "reason": reason}
                for target, amount in changed.items()
            ]
        )
        for target, amount in changed.items():
            target._write_unchecked({"amount": amount})
        self.browse().union(*changed)._check_parts()

    def _write_unchecked(self, vals):
        """Past the checks of ``write``: the caller makes its own once everything is written."""
        return super().write(vals)  # pylint: disable=super-method-mismatch

    def _break_down(self, parts):
        """Give this target its parts; those that exist get the new amounts.

        :param list parts: dicts with ``amount`` and what tells a part from its siblings (``date_start`` or one subject)
        :return: all parts, ``aftersales.target``
        """
        self.ensure_one()
        self.check_access("write")
        existing = {part._get_key(): part for part in self.child_ids}
        vals_list = [self._prepare_part_vals(part) for part in parts]
        keys = [self._get_vals_key(vals) for vals in vals_list]
        reason = self.env._("Broken down anew")
        plan = {
            target: amount
            for key, vals in zip(keys, vals_list, strict=True)
            if key in existing
            for target, amount in existing[key]._plan(vals["amount"]).items()
        }
        self._write_amounts(plan, reason)
        new = [vals for key, vals in zip(keys, vals_list, strict=True) if key not in existing]
        self.create(new)
        return self.child_ids

    def _prepare_part_vals(self, part):
        """A part inherits all that the split does not decide."""
        inherited = {name: self[name].id for name in ("metric_id", "company_id", *SUBJECTS)}
        return {
            **inherited,
            "period_kind": "month" if "date_start" in part else self.period_kind,
            "date_start": self.date_start,
            "parent_id": self.id,
            "state": self.state,
            "green_from": self.green_from,
            "amber_from": self.amber_from,
            **part,
            "amount": self._round(part["amount"]),
        }
