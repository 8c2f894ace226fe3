from odoo import fields, models

from ..rules.payers import PAYERS


class AftersalesOrderType(models.Model):
    """What kind of visit a repair order is; decides who usually pays and what must be filled in."""

    _name = "aftersales.order.type"
    _description = "Repair Order Type"
    _order = "sequence, code"

    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    default_payer = fields.Selection(PAYERS, required=True, default="customer", help="Payer of a new job or part.")
    requires_vehicle = fields.Boolean(default=True, help="An order of this type is not confirmed without a vehicle.")

    _code_unique = models.Constraint("UNIQUE(code)", "An order type with this code already exists.")
