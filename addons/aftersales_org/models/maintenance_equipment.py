from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.store_day import for_each_day, today_of
from odoo.addons.aftersales_base.rules.period import add_months

BATCH_SIZE = 200  # reminders per commit
LEAD_DAYS = 30  # time to find an inspector and a day the equipment can be spared
TODO = "mail.mail_activity_data_todo"


class MaintenanceEquipment(models.Model):
    _inherit = "maintenance.equipment"

    area_id = fields.Many2one(
        "aftersales.area",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="What stands in an area is seen by all after-sales staff.",
    )
    inspection_months = fields.Integer("Inspected Every (Months)", help="12 for a yearly check; 0 for none.")
    inspection_ids = fields.One2many("aftersales.equipment.inspection", "equipment_id", "Inspections")
    last_inspection_date = fields.Date("Last Inspection", compute="_compute_inspection_dates", store=True)
    next_inspection_date = fields.Date(
        "Next Inspection",
        compute="_compute_inspection_dates",
        store=True,
        readonly=False,
        tracking=True,
        help="Comes from the last inspection passed; enter it for new equipment.",
    )
    inspection_reminded_date = fields.Date("Reminded On", readonly=True, copy=False)
    is_inspection_due = fields.Boolean(compute="_compute_is_inspection_due", search="_search_is_inspection_due")

    _inspection_months_not_negative = models.Constraint(
        "CHECK(inspection_months >= 0)", "Enter the months between two inspections, or 0 for none."
    )

    @api.depends("inspection_months", "inspection_ids.date", "inspection_ids.result", "inspection_ids.valid_until")
    def _compute_inspection_dates(self):
        for equipment in self:
            last = equipment.inspection_ids.sorted("date")[-1:]
            equipment.last_inspection_date = last.date
            if last.result == "failed":
                equipment.next_inspection_date = last.date
            elif last:
                months = equipment.inspection_months
                equipment.next_inspection_date = last.valid_until or (months and add_months(last.date, months))
            else:
                equipment.next_inspection_date = equipment.next_inspection_date

    @api.depends("next_inspection_date", "company_id")
    def _compute_is_inspection_due(self):
        for equipment in self:
            today = today_of(equipment.company_id or self.env.company)
            equipment.is_inspection_due = bool(
                equipment.next_inspection_date and equipment.next_inspection_date <= today
            )

    def _search_is_inspection_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = for_each_day(self.env.companies, lambda day: Domain("next_inspection_date", "<=", day))
        return Domain.OR(due if wanted else ~due for wanted in value)

    def write(self, vals):
        if "next_inspection_date" in vals:
            vals = {**vals, "inspection_reminded_date": False}
        return super().write(vals)

    @api.model
    def _cron_remind_inspections(self):
        """Remind of coming inspections, once for each, a slice per transaction."""
        domain = Domain("inspection_reminded_date", "=", False) & Domain(
            "next_inspection_date", "<=", fields.Date.add(fields.Date.today(), days=LEAD_DAYS)
        )
        remaining = self.search_count(domain)
        while equipment := self.search(domain, limit=BATCH_SIZE, order="id"):
            equipment._remind_inspection()
            remaining = max(remaining - len(equipment), 0)
            if not self.env["ir.cron"]._commit_progress(len(equipment), remaining=remaining):
                return

    def _remind_inspection(self):
        """An activity for who looks after each piece, all in one go and without a mail for each."""
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [equipment._prepare_inspection_activity_vals() for equipment in self]
        )
        self.write({"inspection_reminded_date": fields.Date.today()})

    def _prepare_inspection_activity_vals(self):
        """For the technician of the equipment, else who keeps the area, in their language."""
        user = self.technician_user_id or self.area_id.user_id
        return {
            "activity_type_id": self.env.ref(TODO).id,
            "summary": self.with_context(lang=user.lang).env._("Have it inspected"),
            "automated": True,
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "user_id": user.id,
            "date_deadline": self.next_inspection_date,
        }

    def _end_inspection_reminder(self):
        """The reminder is done, the next one may come."""
        self.activity_feedback([TODO])
        self.write({"inspection_reminded_date": False})
