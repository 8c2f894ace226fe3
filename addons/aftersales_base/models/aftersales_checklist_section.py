from odoo import fields, models


class AftersalesChecklistSection(models.Model):
    """A heading lines of checklists stand under, the same in every template, so that results compare by it."""

    _name = "aftersales.checklist.section"
    _description = "Checklist Section"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
