from odoo import fields, models


class AftersalesMaintenanceScheduleLine(models.Model):
    """A piece of work of a schedule, done at every nth service."""

    _name = "aftersales.maintenance.schedule.line"
    _description = "Maintenance Work"
    _order = "schedule_id, sequence, id"

    schedule_id = fields.Many2one("aftersales.maintenance.schedule", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    code = fields.Char(help="The maker's code of the work or part.")
    name = fields.Char("Work", required=True)
    kind = fields.Selection(
        [("replace", "Replace"), ("check", "Check"), ("adjust", "Adjust"), ("clean", "Clean"), ("other", "Other")],
        default="replace",
        required=True,
    )
    every_nth = fields.Integer(
        "At Every nth Service",
        default=1,
        required=True,
        aggregator=None,
        help="1: at each service; 4: at the fourth, eighth and so on.",
    )
    note = fields.Char("Remark")

    _nth_positive = models.Constraint("CHECK(every_nth > 0)", "Work is done at every first, second … service: from 1.")

    def _is_due_at(self, number):
        """Whether the work belongs to the service with this number, counted from 1."""
        self.ensure_one()
        return number % self.every_nth == 0
