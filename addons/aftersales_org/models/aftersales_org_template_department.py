from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesOrgTemplateDepartment(models.Model):
    _name = "aftersales.org.template.department"
    _description = "Department of an Organisation Template"
    _order = "template_id, sequence, id"

    template_id = fields.Many2one("aftersales.org.template", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    department_id = fields.Many2one("aftersales.department", "Function", required=True, index=True, ondelete="restrict")
    name = fields.Char(required=True, translate=True, help="Name of the department that is created.")
    parent_id = fields.Many2one(
        "aftersales.org.template.department",
        "Belongs To",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('template_id', '=', template_id)]",
    )
    manager_position_id = fields.Many2one("aftersales.position", "Headed By", ondelete="restrict")
    position_line_ids = fields.One2many(
        "aftersales.org.template.position",
        "department_line_id",
        "Positions",
        copy=True,
    )

    _function_once = models.Constraint(
        "UNIQUE(template_id, department_id)",
        "A template has one department for each function.",
    )

    @api.constrains("parent_id", "template_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A department cannot belong to itself, directly or through others."))
        for line in self:
            if line.parent_id and line.parent_id.template_id != line.template_id:
                raise ValidationError(
                    self.env._(
                        "%(department)s belongs to a department of another template.",
                        department=line.name,
                    )
                )
