from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from .aftersales_vehicle_alert import SEVERITIES

RANKS = {severity: rank for rank, (severity, _label) in enumerate(SEVERITIES)}


class VehicleAlert(NamedTuple):
    """Something to know about a car at once.

    :param kind: one of ``ALERT_KINDS``
    :param severity: ``info``, ``warning`` or ``danger``
    :param text: a sentence in the user's language
    """

    kind: str
    severity: str
    text: str


class AftersalesVehicle(models.Model):
    """What everybody who chooses the car must know, on top of its page and wherever it is chosen."""

    _inherit = "aftersales.vehicle"

    alert_ids = fields.One2many("aftersales.vehicle.alert", "vehicle_id", "Alerts", copy=False)
    has_alert = fields.Boolean("Alert", compute="_compute_alerts", search="_search_has_alert")
    alert_level = fields.Selection(SEVERITIES, compute="_compute_alerts", help="The worst of the alerts.")
    alert_summary = fields.Text("Alerts to Know", compute="_compute_alerts", help="An alert a line, the worst first.")

    @api.depends("alert_ids.state", "alert_ids.text", "alert_ids.kind", "alert_ids.severity")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_alerts(self):
        join = self.env["aftersales.vehicle.alert"]._join_kind
        by_vehicle = self._origin._get_alerts()
        for vehicle in self:
            alerts = sorted(by_vehicle.get(vehicle._origin.id, ()), key=lambda alert: -RANKS[alert.severity])
            vehicle.has_alert = bool(alerts)
            vehicle.alert_level = alerts[0].severity if alerts else False
            vehicle.alert_summary = "\n".join(join(alert.kind, alert.text) for alert in alerts) or False

    @api.model
    def _search_has_alert(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        return self._get_alert_domain()

    def _get_alerts(self):
        """What is to be known about each car now; a hook: later addons add what follows from their documents.

        A later addon that adds here also says in ``_get_alert_domain`` how such cars are found.

        :return: dict, vehicle id → list of ``VehicleAlert``
        """
        alerts = self.env["aftersales.vehicle.alert"].search(
            Domain("vehicle_id", "in", self.ids) & Domain(self.env["aftersales.vehicle.alert"]._get_current_domain())
        )
        found = {}
        for alert in alerts:
            found.setdefault(alert.vehicle_id.id, []).append(VehicleAlert(alert.kind, alert.severity, alert.text))
        return found

    @api.model
    def _get_alert_domain(self):
        """Cars with something to know; a hook beside ``_get_alerts``."""
        return Domain("alert_ids", "any", self.env["aftersales.vehicle.alert"]._get_current_domain())
