from odoo import fields, models


class AftersalesCircularReceipt(models.Model):
    """That a circular was handed to a person, and when it was read."""

    _name = "aftersales.circular.receipt"
    _description = "Circular Receipt"
    _order = "read_datetime desc, id"
    _rec_name = "user_id"

    circular_id = fields.Many2one("aftersales.circular", required=True, readonly=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="circular_id.company_id", store=True, index=True)
    user_id = fields.Many2one("res.users", "Reader", required=True, readonly=True, ondelete="restrict")
    create_date = fields.Datetime("Handed Over", readonly=True)
    read_datetime = fields.Datetime("Read On", readonly=True)

    _reader_unique = models.UniqueIndex(
        "(user_id, circular_id)",
        "This person has a receipt for the circular already.",
    )
