from odoo import api, fields, models


class AftersalesVehicle(models.Model):
    """A car in the hands of the next owner."""

    _inherit = "aftersales.vehicle"

    transfer_ids = fields.One2many("aftersales.vehicle.transfer", "vehicle_id", "Transfers", copy=False)
    transfer_count = fields.Integer(compute="_compute_transfer_count")

    @api.depends("transfer_ids")
    def _compute_transfer_count(self):
        counts = dict(
            self.env["aftersales.vehicle.transfer"]._read_group(
                [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
            )
        )
        for vehicle in self:
            vehicle.transfer_count = counts.get(vehicle._origin, 0)

    def write(self, vals):
        """With the car the old owner loses sight of it: nothing written on it later reaches that person."""
        before = {vehicle: vehicle.owner_id for vehicle in self} if "owner_id" in vals else {}
        result = super().write(vals)
        for vehicle, owner in before.items():
            if owner and owner != vehicle.owner_id:
                vehicle.message_unsubscribe(partner_ids=owner.ids)
        return result

    def action_transfer(self):
        """A new owner: opens the document that says from when, with which papers and plate."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Transfer of Ownership"),
            "res_model": "aftersales.vehicle.transfer",
            "view_mode": "form",
            "context": {"default_vehicle_id": self.id, "default_mileage": self.odometer},
        }

    def action_open_transfers(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_vehicle.aftersales_vehicle_transfer_action")
        return action | {
            "domain": [("vehicle_id", "=", self.id)],
            "context": {"default_vehicle_id": self.id, "default_mileage": self.odometer},
        }

    def _change_plate(self, plate, day):
        """The car carries another plate since a day, as ``_change_owner`` for owners."""
        self.ensure_one()
        present = self.plate_history_ids.filtered(lambda line: not line.date_to)
        self.plate = plate
        # sudo: nobody writes histories by hand
        present.sudo().date_to = day
        self.plate_history_ids.filtered(lambda line: not line.date_to).sudo().date_from = day

    def _has_history(self):
        return super()._has_history() or bool(self.transfer_count)
