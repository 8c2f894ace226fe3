from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesGrade(models.Model):
    """A step of a position's ladder: what one must be able to do for it, and how pay follows."""

    _name = "aftersales.grade"
    _description = "Grade"
    _order = "position_id, sequence, id"

    name = fields.Char("Grade", required=True, translate=True)
    position_id = fields.Many2one("aftersales.position", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", index=True, help="Empty: for all stores of the group.")
    sequence = fields.Integer(default=10, help="Higher grades come later.")
    active = fields.Boolean(default=True)
    pay_factor = fields.Float(
        default=1.0, digits=(16, 3), aggregator=None, help="Factor on piece rates and allowances of who has the grade."
    )
    description = fields.Text(translate=True)
    requirement_ids = fields.One2many("aftersales.grade.requirement", "grade_id", "Requirements", copy=True)

    _pay_factor_positive = models.Constraint("CHECK(pay_factor > 0)", "A pay factor is above zero; 1 changes nothing.")

    @api.ondelete(at_uninstall=False)
    def _unlink_except_awarded(self):
        # sudo: awards of every store count
        used = self.env["aftersales.grade.award"].sudo().search([("to_grade_id", "in", self.ids)]).to_grade_id
        if used:
            raise UserError(
                self.env._(
                    "%(grades)s was awarded to people. Archive it instead of deleting it.",
                    grades=", ".join(used.mapped("name")),
                )
            )

    def _get_ladder(self, position, company):
        """The grades of a position in a store, lowest first."""
        return self.search(
            [("position_id", "=", position.id), ("company_id", "in", (company.id, False))], order="sequence, id"
        )

    def _is_above(self, other):
        return (self.sequence, self.id) > (other.sequence, other.id) if other else True
