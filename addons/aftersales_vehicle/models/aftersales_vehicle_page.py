from odoo import api, fields, models

from .file_keepers import KEEPERS


class AftersalesVehicle(models.Model):
    """What the car's file holds beside identity and history: people, papers, keys, codes, tags."""

    _name = "aftersales.vehicle"
    _inherit = ["aftersales.vehicle", "aftersales.by.hand.mixin"]
    _kept_fields = frozenset({"vin_exception_user_id", "vin_exception_datetime"})

    # -- people and papers
    contact_ids = fields.One2many("aftersales.vehicle.contact", "vehicle_id", "Contacts", copy=False, groups=KEEPERS)
    contract_no = fields.Char("Contract No.", copy=False, groups=KEEPERS, help="Number of the purchase contract.")
    invoice_no = fields.Char("Invoice No.", copy=False, groups=KEEPERS, help="Number of the purchase invoice.")
    document_ids = fields.One2many("aftersales.vehicle.document", "vehicle_id", "Documents and Photos", copy=False)
    document_count = fields.Integer("Documents", compute="_compute_document_count")

    # -- keys and codes
    key_count = fields.Integer("Keys", aggregator=None, copy=False)
    key_code = fields.Char(copy=False, groups=KEEPERS)
    radio_code = fields.Char(copy=False, groups=KEEPERS)
    colour_code = fields.Char()
    interior_colour = fields.Char()

    tag_ids = fields.Many2many("aftersales.vehicle.tag", string="Tags")

    _key_count_not_negative = models.Constraint("CHECK(key_count >= 0)", "A car has no keys or more, not fewer.")

    @api.depends("document_ids")
    def _compute_document_count(self):
        counts = dict(
            self.env["aftersales.vehicle.document"]._read_group(
                [("vehicle_id", "in", self.ids)], ["vehicle_id"], ["__count"]
            )
        )
        for vehicle in self:
            vehicle.document_count = counts.get(vehicle._origin, 0)

    def action_open_documents(self):
        return self._get_history_action("aftersales_vehicle_document_action")

    def _has_history(self):
        # sudo: papers keep a car's file from deletion also where the user may not read them
        vehicle = self.sudo().with_context(active_test=False)
        return super()._has_history() or bool(
            vehicle.document_ids or vehicle.insurance_ids or vehicle.service_ids or vehicle.alert_ids
        )
