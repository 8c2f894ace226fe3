from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import LazyTranslate, format_amount, format_date

from odoo.addons.aftersales_vehicle.models.aftersales_vehicle_timeline import TimelineKind, TimelineSource

_lt = LazyTranslate(__name__)

# Who sees what a visit cost.
AMOUNT_GROUPS = (
    "aftersales_base.group_service_advisor",
    "aftersales_base.group_cashier",
    "aftersales_base.group_workshop_supervisor",
    "aftersales_base.group_finance_manager",
)
OPEN_STATES = ("draft", "confirmed", "under_repair")
CARD_ORDERS = 5


class AftersalesVehicle(models.Model):
    """The car's visits in its time line, its quick card and its merge."""

    _inherit = "aftersales.vehicle"

    def _get_timeline_sources(self):
        order, ours = "repair.order", Domain("order_type_id", "!=", False)
        return [
            *super()._get_timeline_sources(),
            TimelineSource("repair", order, "create_date", "_describe_timeline_repairs", domain=ours),
            TimelineSource(
                "repair", order, "settled_datetime", "_describe_timeline_settlements", domain=ours, icon="fa-money"
            ),
        ]

    def _get_timeline_kinds(self):
        return super()._get_timeline_kinds() | {"repair": TimelineKind(_lt("Visits"), "fa-wrench")}

    def _describe_timeline_repairs(self, repairs):
        states = dict(repairs._fields["state"]._description_selection(self.env))
        return {
            repair.id: {
                "title": " · ".join(filter(None, [repair.name, repair.order_type_id.name])),
                "text": ", ".join(repair.job_ids.filtered(lambda job: job.state != "cancelled").mapped("name")),
                "detail": repair.concern or "",
                "badge": states.get(repair.state, ""),
            }
            for repair in repairs
        }

    def _describe_timeline_settlements(self, repairs):
        may_see = self.env.user.has_groups(",".join(AMOUNT_GROUPS))
        return {
            repair.id: {
                "title": self.env._("%(order)s settled", order=repair.name),
                "detail": format_amount(self.env, repair.amount_total, repair.currency_id) if may_see else "",
            }
            for repair in repairs
        }

    @api.model
    def _get_portal_kinds(self):
        return [*super()._get_portal_kinds(), "repair"]

    def _prepare_quick_card(self):
        sections = super()._prepare_quick_card()
        rows = [*self._prepare_open_orders(), *self._prepare_last_visit()]
        return [{"key": "visits", "title": self.env._("Visits"), "rows": rows}, *sections]

    def _prepare_open_orders(self):
        return self._find_open_work().get(self.id, [])[:CARD_ORDERS]

    def _find_open_work(self):
        found = super()._find_open_work()
        orders = self.env["repair.order"].search(
            [("vehicle_id", "in", self.ids), ("state", "in", OPEN_STATES)], order="id desc"
        )
        states = dict(orders._fields["state"]._description_selection(self.env))
        for vehicle, repairs in orders.grouped("vehicle_id").items():
            found.setdefault(vehicle.id, []).extend(
                {
                    "label": self.env._("Open Order"),
                    "value": f"{repair.name} · {states[repair.state]}",
                    "model": repair._name,
                    "id": repair.id,
                    "warn": True,
                }
                for repair in repairs
            )
        return found

    def _prepare_last_visit(self):
        """The last order that was finished."""
        repair = self.env["repair.order"].search(
            [("vehicle_id", "=", self.id), ("state", "=", "done")], order="finished_datetime desc, id desc", limit=1
        )
        if not repair:
            return []
        day = format_date(self.env, repair.finished_datetime or repair.create_date)
        value = f"{day} · {repair.name}"
        return [{"label": self.env._("Last Visit"), "value": value, "model": repair._name, "id": repair.id}]

    def _check_mergeable(self, others):
        """Two stores at work on what may be one car must first be done, or each would find the other's order on it."""
        result = super()._check_mergeable(others)
        # sudo: orders of stores the user does not see stand against it, too
        orders = (
            self.env["repair.order"]
            .sudo()
            .search([("vehicle_id", "in", (self | others).ids), ("state", "in", OPEN_STATES)])
        )
        if len(orders.company_id) > 1:
            raise UserError(
                self.env._(
                    "Open orders of different stores hang on these cars: %(orders)s. Finish or cancel them first.",
                    orders=", ".join(f"{order.name} ({order.company_id.name})" for order in orders),
                )
            )
        return result
