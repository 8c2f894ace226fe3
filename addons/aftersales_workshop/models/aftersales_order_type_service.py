from odoo import api, fields, models
from odoo.tools import SQL


class AftersalesOrderType(models.Model):
    """Whether a visit of this type is a service the car's next one is counted from."""

    _inherit = "aftersales.order.type"

    is_service = fields.Boolean(
        "Counts as Service",
        compute="_compute_is_service",
        store=True,
        readonly=False,
        help="A finished order of this type is the car's last service: its next one is counted from there.",
    )

    @api.depends("code")
    def _compute_is_service(self):
        """The type we bring for maintenance, also in stores that had it before they could say so."""
        maintenance = self.env.ref("aftersales_workshop.order_type_maintenance", raise_if_not_found=False)
        for order_type in self:
            order_type.is_service = order_type.is_service or order_type == maintenance

    def write(self, vals):
        result = super().write(vals)
        if "is_service" in vals:
            self.env["aftersales.vehicle"]._call_for_refresh(
                SQL("id IN (SELECT vehicle_id FROM repair_order WHERE order_type_id = ANY(%s))", self.ids)
            )
        return result
