from odoo import api, fields, models


class AftersalesNumberedMixin(models.AbstractModel):
    """A document that gets its number when it is made, from the sequence whose code is the model's name.

    Nobody writes the number by hand.
    """

    _name = "aftersales.numbered.mixin"
    _description = "Document with a Number"
    _inherit = ["aftersales.by.hand.mixin"]

    name = fields.Char("Number", required=True, readonly=True, copy=False, default=lambda self: self.env._("New"))

    @api.model_create_multi
    def create(self, vals_list):
        """Needs ``company_id`` on the document: stores may count in sequences of their own."""
        documents = super().create(vals_list)
        sequence = self.env["ir.sequence"]
        for document in documents.sudo():  # sudo: numbers are given by the system, not by the user
            document.name = sequence.sudo().with_company(document.company_id).next_by_code(self._name)
        return documents

    @api.model
    def _get_kept_names(self):
        return super()._get_kept_names() | {"name"}
