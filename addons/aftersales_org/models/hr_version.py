from odoo import api, fields, models


class HrVersion(models.Model):
    _inherit = "hr.version"

    aftersales_extra_position_ids = fields.Many2many(
        "aftersales.position",
        "hr_version_aftersales_position_rel",
        "version_id",
        "position_id",
        "Further Positions",
        groups="hr.group_hr_user",
        tracking=True,
        help="Positions held besides the one of the job, for instance a supervisor who also inspects.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions.sudo().employee_id._position_sync_later()
        return versions

    def write(self, vals):
        if not self._get_position_triggers() & vals.keys():
            return super().write(vals)
        employees = self.sudo().employee_id
        result = super().write(vals)
        (employees | self.sudo().employee_id)._position_sync_later()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_sync_positions(self):
        self.sudo().employee_id._position_sync_later()

    @api.model
    def _get_position_triggers(self):
        """Fields that decide which positions an employee holds today."""
        return {"job_id", "aftersales_extra_position_ids", "employee_id", "date_version", "active"}
