from odoo import api, fields, models

PHONE_DIGITS = "regexp_replace(phone, '[^0-9]', '', 'g')"


class ResPartner(models.Model):
    _inherit = "res.partner"

    owned_vehicle_ids = fields.One2many("aftersales.vehicle", "owner_id", "Vehicles Owned")
    driven_vehicle_ids = fields.One2many("aftersales.vehicle", "driver_id", "Vehicles Driven")
    vehicle_count = fields.Integer(
        compute="_compute_vehicle_count",
        groups="aftersales_base.group_user",
    )

    # The search box of vehicles asks these; the host's own phone and name indexes serve neither ends nor parts.
    # Without a condition where there is an expression: PostgreSQL would not use its statistics.
    _vehicle_phone_end_index = models.Index(f"(reverse({PHONE_DIGITS}) text_pattern_ops)")
    _vehicle_name_start_index = models.Index("(lower(name) text_pattern_ops)")
    _vehicle_name_part_index = models.Index(
        lambda registry: "USING gin (name gin_trgm_ops) WHERE name IS NOT NULL" if registry.has_trigram else "",
    )

    def _compute_vehicle_count(self):
        vehicles = self.env["aftersales.vehicle"]
        owned = dict(vehicles._read_group([("owner_id", "in", self.ids)], ["owner_id"], ["__count"]))
        for partner in self:
            partner.vehicle_count = owned.get(partner, 0)

    @api.readonly
    def action_open_vehicles(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_vehicle.aftersales_vehicle_action")
        return action | {
            "domain": [("owner_id", "=", self.id)],
            "context": {"default_owner_id": self.id},
        }
