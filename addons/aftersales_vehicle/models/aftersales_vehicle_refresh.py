from odoo import api, fields, models
from odoo.tools import SQL

BATCH_SIZE = 500  # cars a transaction: some seconds, so that nobody waits for a lock of theirs


class AftersalesVehicle(models.Model):
    """Dates that follow from tables: after a change in one the cars are counted anew in the background, in slices."""

    _inherit = "aftersales.vehicle"

    needs_refresh = fields.Boolean(readonly=True, copy=False)

    _needs_refresh_index = models.Index("(id) WHERE needs_refresh")

    @api.model
    def _call_for_refresh(self, condition):
        """Mark cars, a whole brand's perhaps, in one statement, and have the background job see to them.

        :param condition: ``SQL`` on the table of vehicles
        """
        self.env.cr.execute(
            SQL("UPDATE aftersales_vehicle SET needs_refresh = TRUE WHERE needs_refresh IS NOT TRUE AND %s", condition)
        )
        if self.env.cr.rowcount:
            self.invalidate_model(["needs_refresh"])
            # sudo: the manager who changes a table is no administrator of background jobs
            self.env.ref("aftersales_vehicle.ir_cron_vehicle_refresh").sudo()._trigger()

    @api.model
    def _cron_refresh(self):
        """Count the dates of marked cars anew, a slice per transaction."""
        cars = self.with_context(active_test=False)
        domain = [("needs_refresh", "=", True)]
        remaining = cars.search_count(domain)
        while vehicles := cars.search(domain, limit=BATCH_SIZE, order="id"):
            vehicles._refresh_dates()
            remaining = max(remaining - len(vehicles), 0)
            if not self.env["ir.cron"]._commit_progress(len(vehicles), remaining=remaining):
                return

    def _refresh_dates(self):
        """Count anew what the tables say; ``sudo`` since nobody writes these dates by hand."""
        self.sudo().with_context(tracking_disable=True).write({"needs_refresh": False})
        self._refresh_next_service()
        self._refresh_inspection()
        self.env.flush_all()
