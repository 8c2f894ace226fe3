from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

PER_PAGE = 20


class VehiclePortal(CustomerPortal):
    """A customer's cars: those owned now, with their technical history."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "vehicle_count" in counters:
            vehicles = request.env["aftersales.vehicle"]
            values["vehicle_count"] = vehicles.search_count([]) if vehicles.has_access("read") else 0
        return values

    @http.route(["/my/vehicles", "/my/vehicles/page/<int:page>"], type="http", auth="user", website=True, readonly=True)
    def portal_my_vehicles(self, page=1, **_kwargs):
        vehicles = request.env["aftersales.vehicle"]
        pages = pager(url="/my/vehicles", total=vehicles.search_count([]), page=page, step=PER_PAGE)
        values = {
            "page_name": "vehicle",
            "vehicles": vehicles.search([], limit=PER_PAGE, offset=pages["offset"]),
            "pager": pages,
            "default_url": "/my/vehicles",
        }
        return request.render("aftersales_vehicle.portal_my_vehicles", values)

    @http.route("/my/vehicles/<int:vehicle_id>", type="http", auth="user", website=True, readonly=True)
    def portal_my_vehicle(self, vehicle_id, **_kwargs):
        vehicle = request.env["aftersales.vehicle"].browse(vehicle_id)
        try:
            vehicle.check_access("read")
        except (AccessError, MissingError):
            return request.redirect("/my/vehicles")
        values = {"page_name": "vehicle", "vehicle": vehicle, "entries": vehicle._get_portal_history()}
        return request.render("aftersales_vehicle.portal_my_vehicle", values)
