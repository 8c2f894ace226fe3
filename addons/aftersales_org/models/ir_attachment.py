from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_circular(self):
        """The papers of a registered circular are evidence; a draft's may still be exchanged."""
        ids = self.filtered(lambda file: file.res_model == "aftersales.circular" and file.res_id).mapped("res_id")
        if not ids:
            return
        # sudo: the rule holds whoever deletes
        if kept := self.env["aftersales.circular"].sudo().browse(ids).exists().filtered(lambda c: c.state != "draft"):
            raise UserError(
                self.env._(
                    "The documents of %(circulars)s stay in the register. Add a corrected one beside them.",
                    circulars=", ".join(kept.mapped("display_name")),
                )
            )
