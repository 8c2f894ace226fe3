from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesVehicleMasterMixin(models.AbstractModel):
    """What brands, series, models and variants share: a name, the cars that carry it, no deletion while used.

    A concrete model sets ``_vehicle_field`` to the vehicle's field that points to it.
    """

    _name = "aftersales.vehicle.master.mixin"
    _description = "Vehicle Master Data"
    _order = "sequence, name, id"

    _vehicle_field: str

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
