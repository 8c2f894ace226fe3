from odoo import api, models
from odoo.exceptions import AccessError


class AftersalesVehicle(models.Model):
    """What a car's owner gets to know of it in the portal: what is on its papers, and what was done to it."""

    _inherit = "aftersales.vehicle"

    def _has_field_access(self, field, operation):
        """Of a customer's car the portal gives out what is on its papers, never what the store notes about it."""
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or (operation == "read" and field.name in self._get_portal_fields()):
            return True
        return not self.env.user._is_portal()

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """What was written on a car before is between the store and its owner then; the next one has the car only.

        Messages somebody wrote or was sent stay readable to that person, as the host has it.
        """
        if message_operation == "read" and not self.env.user._is_internal():
            return dict.fromkeys(self, "write")
        return super()._mail_get_operation_for_mail_message_operation(message_operation)

    def _check_for_staff(self):
        """
        :raise AccessError: the user may not read the car, or is its customer, who has own pages without people
        """
        self.check_access("read")
        if not self.env.su and not self.env.user._is_internal():
            raise AccessError(self.env._("This is for the store's staff. Your cars are under “My Vehicles”."))

    def _get_portal_history(self):
        """The technical history, for the owner of today: what was done and read, nobody's name.

        :return: entries as ``get_timeline`` gives them
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: the portal reads none of these documents; only kinds without people are taken
        return self.sudo().get_timeline(kinds=self._get_portal_kinds(), limit=100)["entries"]

    @api.model
    def _get_portal_kinds(self):
        """Hook: kinds of the time line that name nobody."""
        return ["mileage", "file"]

    @api.model
    def _get_portal_fields(self):
        """Hook: names of the fields a car's owner reads in the portal."""
        return {
            "id",
            "display_name",
            "active",
            "company_id",
            "vin",
            "vin_last6",
            "plate",
            "plate_kind",
            "engine_no",
            "brand_id",
            "series_id",
            "model_id",
            "variant_id",
            "model_year",
            "colour",
            "invoice_date",
            "odometer",
            "odometer_date",
            "owner_id",
        }
