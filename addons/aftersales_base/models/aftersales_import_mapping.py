from odoo import fields, models


class AftersalesImportMapping(models.Model):
    """What a heading of a dealer's own lists meant last time."""

    _name = "aftersales.import.mapping"
    _description = "Remembered Heading"
    _order = "kind, heading_key"
    _rec_name = "heading_key"

    kind = fields.Selection(
        lambda self: self.env["aftersales.import"]._get_kind_selection(),
        "List Of",
        required=True,
        readonly=True,
    )
    heading_key = fields.Char("Heading", required=True, readonly=True)
    field_id = fields.Many2one(
        "aftersales.import.field",
        ondelete="cascade",
        domain="[('kind', '=', kind)]",
        help="Empty: is not imported.",
    )

    _heading_unique = models.Constraint("UNIQUE(kind, heading_key)", "This heading is remembered already.")

    def _remember(self, kind, fields_by_heading):
        """Keep what headings mean for the next list.

        :param fields_by_heading: heading key → ``aftersales.import.field``, empty for a column left out
        """
        known = self.search([("kind", "=", kind), ("heading_key", "in", list(fields_by_heading))])
        for mapping in known:
            field = fields_by_heading[mapping.heading_key]
            if mapping.field_id != field:
                mapping.field_id = field
        self.create(
            [
                {"kind": kind, "heading_key": key, "field_id": field.id}
                for key, field in fields_by_heading.items()
                if key not in set(known.mapped("heading_key"))
            ]
        )
