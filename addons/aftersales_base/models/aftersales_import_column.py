from odoo import fields, models


class AftersalesImportColumn(models.Model):
    """A column found in the file, with samples, and the field it goes to."""

    _name = "aftersales.import.column"
    _description = "Import Column"
    _order = "import_id, position"
    _rec_name = "heading"

    import_id = fields.Many2one("aftersales.import", required=True, index=True, ondelete="cascade")
    kind = fields.Selection(related="import_id.kind")
    position = fields.Integer(required=True, readonly=True)
    heading = fields.Char(readonly=True)
    heading_key = fields.Char(readonly=True)
    samples = fields.Char(readonly=True)
    field_id = fields.Many2one(
        "aftersales.import.field",
        "Goes To",
        ondelete="cascade",
        domain="[('kind', '=', kind)]",
        help="Empty: the column is not imported.",
    )
