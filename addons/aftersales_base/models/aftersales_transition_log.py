from odoo import fields, models


class AftersalesTransitionLog(models.Model):
    """When a document entered a state, who moved it, and how long it had stood in the one before."""

    _name = "aftersales.transition.log"
    _description = "Transition"
    _order = "id desc"
    _log_access = False

    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True, readonly=True)
    move = fields.Char(required=True, readonly=True)
    state_from = fields.Char("From", readonly=True)
    state_to = fields.Char("To", required=True, readonly=True)
    user_id = fields.Many2one("res.users", readonly=True)
    moved_datetime = fields.Datetime("Moved On", required=True, readonly=True, default=fields.Datetime.now)
    duration_hours = fields.Float("Hours Before", readonly=True, help="Hours spent in the state it left.")

    _document_index = models.Index("(res_model, res_id, id)")
