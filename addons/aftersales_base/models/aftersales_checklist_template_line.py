from odoo import api, fields, models


class AftersalesChecklistTemplateLine(models.Model):
    """A question of a template."""

    _name = "aftersales.checklist.template.line"
    _description = "Checklist Template Line"
    _inherit = ["aftersales.checklist.question.mixin"]

    template_id = fields.Many2one("aftersales.checklist.template", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="template_id.company_id", store=True, index="btree_not_null")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.template_id._note_change()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.template_id._note_change()
        return result

    def unlink(self):
        templates = self.template_id
        result = super().unlink()
        templates.exists()._note_change()
        return result

    def _prepare_checklist_line_vals(self, checklist):
        """The copy a checklist works with; hook for what later addons ask besides."""
        names = self.env["aftersales.checklist.question.mixin"]._get_question_fields()
        return {
            "checklist_id": checklist.id,
            **{name: self._fields[name].convert_to_write(self[name], self) for name in names},
        }
