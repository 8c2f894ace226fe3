from dateutil.relativedelta import relativedelta

from odoo import api, models

from odoo.addons.aftersales_base.models.store_day import day_of
from odoo.addons.aftersales_vehicle.models.aftersales_privacy_erasure_obstacles import Obstacle

from .aftersales_vehicle_life import OPEN_STATES


class AftersalesPrivacyErasure(models.Model):
    """Repair orders: work under way stands against an erasure, evidence of repairs outlives the name."""

    _inherit = "aftersales.privacy.erasure"

    def _find_holdings(self):
        holdings = super()._find_holdings()
        finished = self.env["repair.order"].search(
            [("partner_id", "in", self._get_people().ids), ("state", "=", "done")]
        )
        if finished:
            last = max(order.finished_datetime or order.create_date for order in finished)
            until = day_of(self.company_id, last) + relativedelta(years=self.company_id.erasure_evidence_years)
            reason = self.env._("Repair records and evidence of warranty and statutory rights.")
            holdings.append(
                self._prepare_holding(self.env._("Finished repair orders"), len(finished), "keep", reason, until)
            )
        if events := self._find_events(self._get_people()):
            reason = self.env._("Nothing speaks against it.")
            holdings.append(self._prepare_holding(self.env._("Texts of calendar events"), len(events), "erase", reason))
        return holdings

    @api.model
    def _find_obstacles(self, people):
        orders = self.env["repair.order"].search([("partner_id", "in", people.ids), ("state", "in", OPEN_STATES)])
        return [
            *super()._find_obstacles(people),
            Obstacle(self.env._("Open repair orders"), orders, "partner_id", self._describe_open_orders),
        ]

    @api.model
    def _describe_open_orders(self, orders):
        return self.env._("%(orders)s: still open. Finish or cancel first.", orders=", ".join(orders.mapped("name")))

    def _find_events(self, people):
        """Events these people are invited to: the host writes a guest's name and mail into the text."""
        events = self.env["calendar.event"].with_context(active_test=False)
        return events.search([("partner_ids", "in", people.ids), ("description", "!=", False)])

    def _erase_people(self, people):
        self._find_events(people).with_context(dont_notify=True).write({"description": False})
        return super()._erase_people(people)
