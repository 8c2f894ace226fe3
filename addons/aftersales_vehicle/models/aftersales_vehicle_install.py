from odoo import models
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column, table_exists

# Nothing in these can be known before the tables they come from are filled.
EMPTY_COLUMNS = {
    "energy_type": "varchar",
    "use_kind": "varchar",
    "maintenance_schedule_id": "int4",
    "next_service_number": "int4",
    "next_service_km": "int4",
    "next_service_date": "date",
    "daily_km": "numeric",
    "compulsory_until": "date",
    "commercial_until": "date",
    "insurance_expiry_date": "date",
    "inspection_due_date": "date",
    "inspection_method": "varchar",
}


class AftersalesVehicle(models.Model):
    """New columns over a million cars are added in one statement each, not counted car by car."""

    _inherit = "aftersales.vehicle"

    def _auto_init(self):
        cr = self.env.cr
        if table_exists(cr, self._table):
            for name, column_type in EMPTY_COLUMNS.items():
                if not column_exists(cr, self._table, name):
                    create_column(cr, self._table, name, column_type)
            if not column_exists(cr, self._table, "warranty_start_date"):
                create_column(cr, self._table, "warranty_start_date", "date")
                create_column(cr, self._table, "warranty_start_source", "varchar")
                cr.execute(
                    SQL(
                        "UPDATE aftersales_vehicle SET warranty_start_date = invoice_date,"
                        " warranty_start_source = 'invoice' WHERE invoice_date IS NOT NULL"
                    )
                )
        return super()._auto_init()
