from odoo import api, fields, models


class AftersalesMaintenanceScheduleLine(models.Model):
    """The labour operation a piece of maintenance work is billed as."""

    _inherit = "aftersales.maintenance.schedule.line"

    operation_id = fields.Many2one(
        "aftersales.operation",
        "Labour Operation",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', '=', False)]",
        help="One every store may use, as the schedule is for every store.",
    )

    @api.onchange("operation_id")
    def _onchange_operation_id(self):
        """The operation's name and code, where nothing else is written."""
        self.name = self.name or self.operation_id.name
        self.code = self.code or self.operation_id.code
