from odoo import models


class ResourceResource(models.Model):
    _inherit = "resource.resource"

    def write(self, vals):
        result = super().write(vals)
        # An employee's user and archiving are stored here.
        if {"user_id", "active"} & vals.keys():
            self.sudo().employee_id._position_sync_later()
        return result
