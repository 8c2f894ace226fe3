from odoo import fields, models


class AftersalesPartWhereLine(models.TransientModel):
    """A place, a person or a delivery with a quantity of the part."""

    _name = "aftersales.part.where.line"
    _description = "Where a Part Is: Line"

    where_id = fields.Many2one("aftersales.part.where", required=True, readonly=True, ondelete="cascade", index=True)
    kind = fields.Selection(
        [
            ("bin", "Lies In"),
            ("reserved", "Reserved For"),
            ("receipt", "On Order"),
            ("number", "Other Numbers"),
            ("store", "Other Stores"),
        ],
        required=True,
        readonly=True,
    )
    name = fields.Char("Where or Who", readonly=True)
    quantity = fields.Float(readonly=True, digits="Product Unit")
    date = fields.Date("On", readonly=True)
    res_model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", readonly=True)
    can_open = fields.Boolean(compute="_compute_can_open")

    def _compute_can_open(self):
        """Whether the reader may see the document itself; the line tells what everybody may know."""
        for model, lines in self.grouped("res_model").items():
            records = self.env[model].browse(lines.mapped("res_id")) if model else None
            seen = set(records.exists()._filtered_access("read").ids) if model else set()
            for line in lines:
                line.can_open = line.res_id in seen

    def action_open(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
