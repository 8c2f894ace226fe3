from odoo import fields, models


class AftersalesImport(models.Model):
    _inherit = "aftersales.import"

    create_new_numbers = fields.Boolean(
        "Create Missing New Numbers",
        help="A new number that is not in the parts file is added as a copy of the part it replaces.",
    )

    def _get_kinds(self):
        return super()._get_kinds() | {
            "fitment": (self.env._("Fitments"), "aftersales.fitment.import"),
            "supersession": (self.env._("Supersessions"), "aftersales.supersession.import"),
        }
