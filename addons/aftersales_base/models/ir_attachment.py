from odoo import api, models

UNSEARCHED = "aftersales_unsearched_file"  # context: the file that is being written is no text people look for


class IrAttachment(models.Model):
    """Lists that are brought in are not searched by their words.

    The host takes every uploaded file apart for its words before anybody has looked at it: half a million rows would
    stand in its text index, and a workbook made to do harm would fill the memory of the server.
    """

    _inherit = "ir.attachment"

    @api.model
    def _index(self, bin_data, file_type, checksum=None):
        if self.env.context.get(UNSEARCHED):
            return None
        return super()._index(bin_data, file_type, checksum=checksum)
