from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesDepartment(models.Model):
    """A kind of department and what it is there for; the departments of a company are ``hr.department``."""

    _name = "aftersales.department"
    _description = "Department Function"
    _order = "sequence, code, id"
    _rec_names_search = ["code", "name"]

    code = fields.Char(
        required=True, help="Short code of the function, such as D-SHOP. It stays when the name changes."
    )
    name = fields.Char(required=True, translate=True)
    function = fields.Text(translate=True, help="What this department does for customers, the store or its partners.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    duty_ids = fields.One2many("aftersales.duty", "department_id", string="Duties")

    _code_unique = models.Constraint("UNIQUE(code)", "Another department function already has this code.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_catalogue(self):
        if supplied := self.filtered(lambda department: department.get_external_id()[department.id]):
            raise UserError(
                self.env._(
                    "%(departments)s belongs to the supplied catalogue. Archive it instead of deleting it.",
                    departments=", ".join(supplied.mapped("code")),
                )
            )
