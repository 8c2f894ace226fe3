from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import today_for

HISTORIES = {
    "owner_id": ("aftersales.vehicle.owner.history", "partner_id"),
    "plate": ("aftersales.vehicle.plate.history", "plate"),
}
HISTORY_COUNTS = {
    "odometer_count": "odometer_ids",
    "owner_count": "owner_history_ids",
    "plate_count": "plate_history_ids",
}


class AftersalesVehicle(models.Model):
    """The owners and plates a car had, written by themselves as they change."""

    _inherit = "aftersales.vehicle"

    owner_history_ids = fields.One2many("aftersales.vehicle.owner.history", "vehicle_id", "Owners", copy=False)
    owner_count = fields.Integer(compute="_compute_history_counts")
    plate_history_ids = fields.One2many("aftersales.vehicle.plate.history", "vehicle_id", "Plates", copy=False)
    plate_count = fields.Integer(compute="_compute_history_counts")
    odometer_count = fields.Integer(compute="_compute_history_counts")

    @api.depends("odometer_ids", "owner_history_ids", "plate_history_ids")
    def _compute_history_counts(self):
        for count_field, lines_field in HISTORY_COUNTS.items():
            # sudo: how many owners a car had is no secret, who they were is
            model = self._fields[lines_field].comodel_name
            counts = dict(
                self.env[model].sudo()._read_group([("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"])
            )
            for vehicle in self:
                vehicle[count_field] = counts.get(vehicle._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_history(self):
        if kept := self.filtered(lambda vehicle: vehicle._has_history()):
            raise UserError(
                self.env._(
                    "%(vehicles)s cannot be deleted: it has a history. Archive it instead.",
                    vehicles=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        vehicles = super().create(vals_list)
        vehicles._open_histories(HISTORIES)
        return vehicles

    def write(self, vals):
        followed = HISTORIES.keys() & vals.keys()
        before = {name: {vehicle: vehicle[name] for vehicle in self} for name in followed}
        result = super().write(vals)
        for name in followed:
            changed = self.filtered(lambda vehicle, name=name: vehicle[name] != before[name][vehicle])
            for day, vehicles in changed.grouped(today_for).items():
                vehicles._close_histories([name], day)
                vehicles._open_histories([name], day)
        return result

    def action_open_odometer(self):
        return self._get_history_action("aftersales_vehicle_odometer_action")

    def action_open_owners(self):
        return self._get_history_action("aftersales_vehicle_owner_history_action")

    def action_open_plates(self):
        return self._get_history_action("aftersales_vehicle_plate_history_action")

    def _open_histories(self, names, date_from=False):
        """A line without end for the present owner or plate; ``sudo`` since nobody writes histories by hand."""
        for name in names:
            model, value_field = HISTORIES[name]
            self.env[model].sudo().create(
                [
                    {
                        "vehicle_id": vehicle.id,
                        value_field: vehicle[name].id if self._fields[name].relational else vehicle[name],
                        "date_from": date_from or vehicle._get_history_start(name),
                    }
                    for vehicle in self
                    if vehicle[name]
                ]
            )

    def _close_histories(self, names, day):
        for name in names:
            model, _value_field = HISTORIES[name]
            self.env[model].sudo().search(
                [("vehicle_id", "in", self.ids), ("date_to", "=", False)],
            ).write({"date_to": day})

    def _change_owner(self, partner, day):
        """Somebody else, or nobody we know, has the car since a day; who stands in the file already, since that day.

        :param partner: ``res.partner``, empty for nobody
        """
        self.ensure_one()
        present = self.owner_history_ids.filtered(lambda line: not line.date_to)
        if partner == self.owner_id:
            present.sudo().date_from = day
            return
        self.owner_id = partner
        present.sudo().date_to = day
        self.owner_history_ids.filtered(lambda line: not line.date_to).sudo().date_from = day

    @api.model
    def _add_former_owners(self, vals_list):
        """Owners of before; ``sudo`` since nobody writes histories by hand."""
        return self.env["aftersales.vehicle.owner.history"].sudo().create(vals_list)

    def _get_history_start(self, name):
        """Since when the first owner has the car; the first plate's day is not known."""
        self.ensure_one()
        return self.invoice_date if name == "owner_id" else False

    def _has_history(self):
        """Hook: what keeps a vehicle from being deleted; later addons add their documents."""
        self.ensure_one()
        return bool(self.odometer_count or self.owner_count > 1 or self.plate_count > 1)

    def _get_history_action(self, xml_id):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(f"aftersales_vehicle.{xml_id}")
        return action | {"domain": [("vehicle_id", "=", self.id)], "context": {"default_vehicle_id": self.id}}
