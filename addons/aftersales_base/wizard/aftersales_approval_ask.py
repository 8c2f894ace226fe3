from odoo import api, fields, models


class AftersalesApprovalAsk(models.TransientModel):
    """Why a document should be approved, in the words of who asks."""

    _name = "aftersales.approval.ask"
    _description = "Ask for an Approval"

    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference(model_field="res_model", required=True, readonly=True)
    questions = fields.Text("To Be Approved", compute="_compute_questions")
    reason = fields.Text(required=True)

    @api.depends("res_model", "res_id")
    def _compute_questions(self):
        for wizard in self:
            questions = wizard._get_document()._get_open_questions()
            wizard.questions = "\n".join(question.subject for question in questions)

    def action_ask(self):
        self.ensure_one()
        self._get_document()._request_approval(self.reason)

    def _get_document(self):
        """The document, as the user may see it."""
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access("read")
        return document
