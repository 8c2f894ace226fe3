from itertools import count

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..rules.roster import shift_bounds, shift_hours

KINDS = [("work", "Work"), ("on_call", "On Call"), ("rest", "Rest Day")]
TIMES = {"kind", "hour_from", "hour_to", "break_minutes"}


class AftersalesShift(models.Model):
    """A kind of working day: when it begins and ends by the store's own clock, over midnight where it must."""

    _name = "aftersales.shift"
    _description = "Shift"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]
    _check_company_auto = True

    # -- what it is
    code = fields.Char("Short Sign", required=True, size=4, help="One or two characters, as written into the roster.")
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(KINDS, required=True, default="work")
    color = fields.Integer("Colour")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    position_ids = fields.Many2many(
        "aftersales.position",
        "aftersales_shift_position_rel",
        "shift_id",
        "position_id",
        "Positions",
        help="Who may be put on this shift. Empty: everybody.",
    )

    # -- when
    hour_from = fields.Float("From", default=8.5, help="By the store's own clock.")
    hour_to = fields.Float("To", default=17.5, help="At or before the beginning: on the day after.")
    break_minutes = fields.Integer("Break (Minutes)", default=60)
    hours = fields.Float(
        "Paid Hours",
        compute="_compute_hours",
        store=True,
        aggregator=None,
        help="From beginning to end without the break. Being on call is no working time.",
    )

    _code_unique = models.UniqueIndex(
        "(company_id, code) WHERE active", "This company already has a shift with this short sign."
    )
    _hours_of_a_day = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "A shift begins between 0:00 and 23:59 and ends between 0:00 and 24:00.",
    )
    _break_not_negative = models.Constraint("CHECK(break_minutes >= 0)", "A break cannot be shorter than no break.")

    @api.depends("kind", "hour_from", "hour_to", "break_minutes")
    def _compute_hours(self):
        for shift in self:
            gross = shift_hours(shift.hour_from, shift.hour_to) if shift.kind == "work" else 0
            shift.hours = gross - shift.break_minutes / 60 if gross else 0

    @api.depends("code", "name", "kind", "hour_from", "hour_to")
    def _compute_display_name(self):
        for shift in self:
            shift.display_name = f"{shift.code} {shift.name}" if shift.code else shift.name

    @api.constrains("kind", "hour_from", "hour_to", "break_minutes")
    def _check_times(self):
        for shift in self.filtered(lambda each: each.kind == "work"):
            if shift.hour_from == shift.hour_to:
                raise ValidationError(
                    self.env._("Shift %(shift)s begins and ends at the same time. Correct its hours.", shift=shift.name)
                )
            if shift.hours <= 0:
                raise ValidationError(
                    self.env._("The break of shift %(shift)s takes up all of it. Shorten it.", shift=shift.name)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_rostered(self):
        if used := self._get_rostered():
            raise UserError(
                self.env._(
                    "%(shifts)s is on the roster. Archive it instead of deleting it.",
                    shifts=", ".join(used.mapped("name")),
                )
            )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for shift, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = shift._get_free_code()
        return vals_list

    def write(self, vals):
        changed = self.filtered(lambda shift: any(shift[name] != vals[name] for name in TIMES & vals.keys()))
        if used := changed._get_rostered():
            raise UserError(
                self.env._(
                    "People are rostered for %(shifts)s; its hours stay as they are. "
                    "Archive it and create another shift with the new hours.",
                    shifts=", ".join(used.mapped("name")),
                )
            )
        return super().write(vals)

    def action_create_usual(self):
        """Give the company the shifts a store usually has; signs that are there already, also archived ones, stay."""
        self.check_access("create")
        company = self.env.company
        known = self.with_context(active_test=False).search([("company_id", "=", company.id)])
        present = set(known.mapped("code"))
        usual = [{**vals, "company_id": company.id} for vals in self._prepare_usual() if vals["code"] not in present]
        self.create(usual)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _prepare_usual(self):
        """Hook: values of the usual shifts, without the company.

        :rtype: list[dict]
        """
        work = {"kind": "work", "break_minutes": 60}
        other = {"break_minutes": 0}
        usual = [
            {**work, "name": self.env._("Early Shift"), "hour_from": 8, "hour_to": 17, "color": 4},
            {**work, "name": self.env._("Middle Shift"), "hour_from": 10, "hour_to": 19, "color": 10},
            {**work, "name": self.env._("Late Shift"), "hour_from": 12, "hour_to": 21, "color": 8},
            {**other, "kind": "on_call", "name": self.env._("On Call"), "hour_from": 21, "hour_to": 8, "color": 3},
            {**other, "kind": "rest", "name": self.env._("Rest Day"), "hour_from": 0, "hour_to": 24, "color": 0},
        ]
        # The short sign is the first character: 早 of 早班, E of Early Shift.
        return [{**vals, "code": vals["name"][:1], "sequence": 10 * place} for place, vals in enumerate(usual, 1)]

    def _get_free_code(self):
        """The short sign with the first number behind it that is not taken yet."""
        known = self.with_context(active_test=False).search([("company_id", "=", self.company_id.id)]).mapped("code")
        signs = (f"{self.code[: 4 - len(str(number))]}{number}" for number in count(2))
        return next(sign for sign in signs if sign not in known)

    def _get_rostered(self):
        if not self:
            return self
        # sudo: whether a shift is in use does not depend on whose roster the user sees
        groups = self.env["aftersales.roster.line"].sudo()._read_group([("shift_id", "in", self.ids)], ["shift_id"])
        return self.browse(shift.id for [shift] in groups)

    def _get_bounds(self, day):
        """When the shift of a day begins and ends.

        :param datetime.date day: day in the store
        :return: two naive UTC datetimes; two times False for a rest day
        """
        self.ensure_one()
        if self.kind == "rest":
            return False, False
        return shift_bounds(day, self.hour_from, self.hour_to, self.company_id._get_timezone())

    def _get_time_text(self):
        """The hours of the shift as people write them: 22:00–06:00."""
        self.ensure_one()
        if self.kind == "rest":
            return ""
        return "–".join(f"{int(hour):02d}:{round(hour % 1 * 60):02d}" for hour in (self.hour_from, self.hour_to))
