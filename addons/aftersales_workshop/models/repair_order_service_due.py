from odoo import models


class RepairOrder(models.Model):
    """A finished service, or one that is taken up again, moves the car's next one."""

    _inherit = "repair.order"

    def write(self, vals):
        result = super().write(vals)
        if "finished_datetime" in vals:
            # sudo: the car's dates follow from the order, whoever finishes it
            self.filtered("order_type_id.is_service").sudo().vehicle_id._refresh_next_service()
        return result
