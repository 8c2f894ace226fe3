from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.store_day import today_of


class AftersalesEquipmentInspection(models.Model):
    """One yearly check or calibration of a piece of equipment, with its certificate."""

    _name = "aftersales.equipment.inspection"
    _description = "Equipment Inspection"
    _order = "date desc, id desc"
    _check_company_auto = True

    equipment_id = fields.Many2one(
        "maintenance.equipment", required=True, index=True, ondelete="restrict", check_company=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    date = fields.Date("Inspected On", required=True, default=lambda self: today_of(self.env.company))
    result = fields.Selection([("passed", "Passed"), ("failed", "Failed")], default="passed", required=True)
    inspector = fields.Char(help="Office or person that inspected it.")
    certificate_no = fields.Char("Certificate No.")
    valid_until = fields.Date(help="Empty: the interval of the equipment counts from the day of the inspection.")
    certificate = fields.Binary(attachment=True)
    certificate_name = fields.Char("File Name")
    note = fields.Char()

    @api.depends("equipment_id", "date")
    def _compute_display_name(self):
        for inspection in self:
            inspection.display_name = f"{inspection.equipment_id.display_name} · {inspection.date}"

    @api.constrains("date", "valid_until")
    def _check_dates(self):
        for inspection in self:
            if inspection.date > today_of(inspection.company_id):
                raise ValidationError(
                    self.env._("An inspection is entered after it took place. Enter today or an earlier day.")
                )
            if inspection.valid_until and inspection.valid_until < inspection.date:
                raise ValidationError(
                    self.env._("A certificate cannot end before the inspection on %(date)s.", date=inspection.date)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        raise UserError(self.env._("Inspections are evidence and stay. Correct the entry instead."))

    @api.model_create_multi
    def create(self, vals_list):
        inspections = super().create(vals_list)
        # sudo: who notes an inspection need not be allowed to change the equipment
        inspections.equipment_id.sudo()._end_inspection_reminder()
        return inspections
