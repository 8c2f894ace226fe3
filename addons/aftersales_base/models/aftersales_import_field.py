from odoo import api, fields, models

from ..rules import tabular


class AftersalesImportField(models.Model):
    """What a column of a list may mean; the addon that reads the list declares it as data."""

    _name = "aftersales.import.field"
    _description = "Import Field"
    _order = "kind, sequence, id"

    kind = fields.Char(required=True, readonly=True, index=True)
    key = fields.Char(required=True, readonly=True)
    name = fields.Char(required=True, translate=True)
    hint = fields.Char(translate=True)
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean("Required")
    aliases = fields.Text("Known Headings", help="Headings this field is known by in people's lists, one a line.")

    _key_unique = models.Constraint("UNIQUE(kind, key)", "Each field is declared once per kind of import.")

    @api.model
    def _get_known_headings(self, kind):
        """Heading key → field, of the declared aliases and of what people mapped before.

        :param str kind: key of ``aftersales.import._get_kinds``
        :return: dict; a heading remembered as *not imported* maps to an empty record
        """
        known = {
            key: field
            for field in self.search([("kind", "=", kind)])
            for alias in [field.key, field.name, *(field.aliases or "").splitlines()]
            for key in tabular.heading_keys(alias)[:1]
        }
        remembered = self.env["aftersales.import.mapping"].search([("kind", "=", kind)])
        return known | {mapping.heading_key: mapping.field_id for mapping in remembered}
