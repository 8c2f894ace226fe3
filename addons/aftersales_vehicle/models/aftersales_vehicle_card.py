from odoo import api, models
from odoo.tools import format_date

ALERT_MARK = "⚠"
CARD_OWNER = "vehicle_with_owner"


class AftersalesVehicle(models.Model):
    """What an advisor must know of a car before choosing it: the line in the search box, and the quick card."""

    _inherit = "aftersales.vehicle"

    @api.depends("owner_id.name")
    @api.depends_context(CARD_OWNER, "formatted_display_name", "uid", "lang")
    def _compute_display_name(self):
        super()._compute_display_name()
        plain, formatted = self.env.context.get(CARD_OWNER), self.env.context.get("formatted_display_name")
        if not plain and not formatted:
            return
        for vehicle in self:
            owner, mark = vehicle._get_owner_hint(), vehicle._get_alert_mark()
            if formatted:
                vehicle.display_name += "".join(filter(None, [owner and f" --{owner}--", mark and f" `{mark}`"]))
            else:
                vehicle.display_name = " · ".join(filter(None, [vehicle.display_name, owner, mark]))

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """As the host's, with the owner and a mark for alerts behind each car."""
        return super(AftersalesVehicle, self.with_context(**{CARD_OWNER: True})).name_search(
            name, domain, operator, limit
        )

    @api.model
    @api.readonly
    def web_name_search(self, name, specification, domain=None, operator="ilike", limit=100):
        """The drop-down shows owner and alerts; what is chosen carries the car's name alone."""
        found = super().web_name_search(name, specification, domain, operator, limit)
        cars = self.browse([car["id"] for car in found]).with_context(**{CARD_OWNER: False})
        names = {car.id: car.display_name for car in cars.sudo()}  # sudo: as the host's ``name_search``
        return [car | {"display_name": names[car["id"]]} if "display_name" in car else car for car in found]

    @api.readonly
    def get_quick_card(self):
        """What the pop-up of a car shows, in one call.

        :return: dict with ``id``, ``title``, ``subtitle``, ``alerts`` (list of texts), ``sections`` as
            ``_prepare_quick_card`` gives them, and ``may_show_phone``
        """
        self.ensure_one()
        self._check_for_staff()
        return {
            "id": self.id,
            "title": self.plate or self.vin_last6 or "",
            "subtitle": " ".join(filter(None, [self.brand_id.name, self.model_id.name, self.colour])),
            "alerts": self._get_alert_texts(),
            "sections": [section for section in self._prepare_quick_card() if section["rows"]],
            "may_show_phone": self.may_show_phone,
        }

    def _prepare_quick_card(self):
        """Hook: the sections of the quick card, top to bottom.

        :return: list of dicts: ``key``, ``title`` and ``rows``, each a dict with ``label``, ``value`` and, as needed,
            ``name`` (of a row the screen treats on its own), ``model`` and ``id`` of the record a click opens, ``warn``
        """
        rows = [
            {"label": self.env._("VIN"), "value": self.vin},
            {"label": self.env._("Engine No."), "value": self.engine_no},
            {"label": self.env._("Mileage"), "value": self._format_mileage()},
            *self._prepare_dates(),
        ]
        people = [
            {"label": self.env._("Owner"), "value": self._get_owner_hint()},
            {"label": self.env._("Phone"), "value": self.owner_phone, "name": "owner_phone"},
            {"label": self.env._("Driver"), "value": self.driver_id.name},
        ]
        return [
            {"key": "car", "title": self.env._("Car"), "rows": [row for row in rows if row["value"]]},
            {"key": "people", "title": self.env._("People"), "rows": [row for row in people if row["value"]]},
        ]

    def _find_open_work(self):
        """Hook: work under way on these cars, in one search; it keeps its customer when a car changes hands.

        :return: dict, id of the car → rows as of ``_prepare_quick_card``, newest first
        """
        return {}

    def _prepare_dates(self):
        """Rows of days that matter at the desk."""
        labels = {"invoice_date": self.env._("Bought"), "next_service_date": self.env._("Next Service")}
        return [
            {"label": label, "value": format_date(self.env, self[name]) if self[name] else ""}
            for name, label in labels.items()
        ]

    def _format_mileage(self):
        if not self.odometer_date:
            return ""
        return self.env._(
            "%(value)s km on %(date)s",
            value=f"{self.odometer:,}",
            date=format_date(self.env, self.odometer_date),
        )

    def _get_owner_hint(self):
        """The owner's name as the user may know it; the names of present owners are no secret to staff."""
        return "" if self.env.user._is_portal() else self.owner_id.name or ""

    def _get_alert_mark(self):
        """A short mark where there is an alert on the car, else empty."""
        return ALERT_MARK if self._get_alert_texts() else ""

    def _get_alert_texts(self):
        """The alerts of the car, a sentence each; they are the store's own."""
        if self.env.user._is_portal():
            return []
        return (self.alert_summary or "").splitlines()
