from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

POSITIVE_OPERATORS = ("in", "=", "ilike", "like", "=ilike", "=like")
LIKE_SPECIAL = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class AftersalesVehicleMasterMixin(models.AbstractModel):
    """What brands, series, models and variants share: a name, the cars that carry it, no deletion while used.

    A concrete model sets ``_vehicle_field`` to the vehicle's field that points to it, and ``_parent_field`` to its
    own field of the level whose name stands before its own.
    """

    _name = "aftersales.vehicle.master.mixin"
    _description = "Vehicle Master Data"
    _order = "sequence, name, id"

    _vehicle_field: str
    _parent_field: str | None = None

    name = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    vehicle_count = fields.Integer(compute="_compute_vehicle_count")

    def _compute_vehicle_count(self):
        counts = dict(
            self.env["aftersales.vehicle"]._read_group(
                [(self._vehicle_field, "in", self.ids)],
                [self._vehicle_field],
                ["__count"],
            )
        )
        for master in self:
            master.vehicle_count = counts.get(master, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if used := self.filtered(lambda master: master._is_used()):
            raise UserError(
                self.env._(
                    "%(names)s cannot be deleted: vehicles or other master data use it. Archive it instead.",
                    names=", ".join(used.mapped("display_name")),
                )
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Also by the whole name as it is shown and exported, "Testa Uno 1.5", so that a list finds its way back in."""
        domain = super()._search_display_name(operator, value)
        if not self._parent_field or operator not in POSITIVE_OPERATORS:
            return domain
        single = "=ilike" if operator in ("in", "=") else operator
        texts = [text for text in (value if operator == "in" else [value]) if isinstance(text, str)]
        return Domain.OR([Domain(domain), *(self._get_whole_name_domain(text, single) for text in texts)])

    @api.model
    def _get_whole_name_domain(self, text, operator):
        words = text.split()
        return Domain.OR(
            Domain(self._parent_field, "any", [("display_name", "=ilike", _escape(" ".join(words[:end])))])
            & Domain("name", operator, _escape(rest) if operator == "=ilike" else rest)
            for end in range(1, len(words))
            if (rest := " ".join(words[end:]))
        )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_name(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_name(vals))

    def action_open_vehicles(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_vehicle.aftersales_vehicle_action")
        return action | {
            "domain": [(self._vehicle_field, "=", self.id)],
            "context": {f"default_{self._vehicle_field}": self.id},
        }

    def _is_used(self):
        """Whether a vehicle or a lower level refers to it, archived ones and other companies' included."""
        self.ensure_one()
        models_and_fields = [("aftersales.vehicle", self._vehicle_field), *self._get_children()]
        return any(
            self.env[model].sudo().with_context(active_test=False).search_count([(field, "=", self.id)], limit=1)
            for model, field in models_and_fields
        )

    def _get_children(self):
        """Hook: (model, field) pairs of the records below."""
        return []

    @api.model
    def _clean_name(self, vals):
        """One blank between words, so that a name is the same however it was typed."""
        return vals | {"name": " ".join(vals["name"].split())} if vals.get("name") else vals


def _escape(text):
    """The text as it is, for a comparison that takes patterns."""
    return text.translate(LIKE_SPECIAL)
