from odoo import models


class ResUsers(models.Model):
    """A customer with access to the portal is a user as well."""

    _name = "res.users"
    _inherit = ["res.users", "aftersales.hidden.phone.mixin"]
