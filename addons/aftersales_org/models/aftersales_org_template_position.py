from odoo import fields, models


class AftersalesOrgTemplatePosition(models.Model):
    _name = "aftersales.org.template.position"
    _description = "Position of an Organisation Template"
    _order = "department_line_id, sequence, id"
    _rec_name = "position_id"

    department_line_id = fields.Many2one(
        "aftersales.org.template.department",
        "Department",
        required=True,
        index=True,
        ondelete="cascade",
    )
    template_id = fields.Many2one(related="department_line_id.template_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    position_id = fields.Many2one("aftersales.position", required=True, index=True, ondelete="restrict")
    name = fields.Char(
        "Job Title", translate=True, help="Name of the job that is created; empty for the position's own."
    )
    headcount = fields.Integer("Authorised Headcount", default=1, required=True)

    _headcount_positive = models.Constraint("CHECK(headcount >= 0)", "The headcount cannot be less than zero.")
    _position_once = models.Constraint(
        "UNIQUE(department_line_id, position_id)",
        "A department lists each position once; raise its headcount instead.",
    )

    def _get_job_name(self):
        return self.name or self.position_id.name
