from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import Period, utc_bounds

from ..rules.order_calendar import next_order_day

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class AftersalesOrderCalendar(models.Model):
    """The days a supplier takes a store's stock orders, and until what hour."""

    _name = "aftersales.order.calendar"
    _description = "Order Calendar"
    _order = "company_id, supplier_id"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    supplier_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade", check_company=True)
    monday = fields.Boolean()
    tuesday = fields.Boolean()
    wednesday = fields.Boolean()
    thursday = fields.Boolean()
    friday = fields.Boolean()
    saturday = fields.Boolean()
    sunday = fields.Boolean()
    cutoff_hour = fields.Float("Until", default=16.0, help="Hour of the store's day until which orders are taken.")
    next_order_date = fields.Date("Next Order Day", compute="_compute_next_order_date")

    _supplier_unique = models.Constraint(
        "UNIQUE(company_id, supplier_id)", "This supplier has an order calendar in this store already."
    )
    _cutoff_of_a_day = models.Constraint("CHECK(cutoff_hour > 0 AND cutoff_hour <= 24)", "A day ends at 24:00.")

    @api.depends("supplier_id", "company_id")
    def _compute_display_name(self):
        for calendar in self:
            calendar.display_name = calendar.supplier_id.display_name

    @api.depends(*WEEKDAYS, "cutoff_hour", "company_id")
    def _compute_next_order_date(self):
        for calendar in self:
            calendar.next_order_date = calendar._find_next_order_day()

    @api.constrains(*WEEKDAYS)
    def _check_weekdays(self):
        for calendar in self:
            if not calendar._get_weekdays():
                raise ValidationError(
                    self.env._(
                        "%(supplier)s takes orders on no day. Tick the days, or delete the calendar.",
                        supplier=calendar.supplier_id.display_name,
                    )
                )

    def _get_weekdays(self):
        """Days of the week orders are taken, 0 Monday … 6 Sunday; of no calendar none, which means every day.

        :rtype: set[int]
        """
        return {number for number, name in enumerate(WEEKDAYS) if self[name]}

    def _find_next_order_day(self):
        """The next day an order can be placed, as of this moment in the store."""
        self.ensure_one()
        today = today_of(self.company_id or self.env.company)
        return next_order_day(self._get_weekdays(), today, self._is_past_cutoff(today))

    def _is_past_cutoff(self, today):
        midnight = utc_bounds(Period(today, today + timedelta(days=1)), self.company_id._get_timezone())[0]
        return fields.Datetime.now() > midnight + timedelta(hours=self.cutoff_hour)

    @api.model
    def _get_by_supplier(self, company):
        """Supplier → its calendar in a store.

        :param company: ``res.company``, one record
        :rtype: dict
        """
        # sudo: settings, the same for whoever plans
        return {calendar.supplier_id: calendar for calendar in self.sudo().search([("company_id", "=", company.id)])}
