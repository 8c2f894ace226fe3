from odoo import fields, models
from odoo.tools import SQL


class AftersalesPartBackorder(models.Model):
    """Parts that repair orders wait for, with the car they are for."""

    _inherit = "aftersales.part.backorder"
    _depends = {"repair.order": ["is_car_down", "name", "vehicle_id", "partner_id"]}  # noqa: RUF012 - read only

    repair_id = fields.Many2one("repair.order", "Repair Order", readonly=True)
    vehicle_id = fields.Many2one("aftersales.vehicle", readonly=True)

    def _get_priority(self):
        return SQL("CASE WHEN repair.is_car_down THEN 'vor' ELSE %s END", super()._get_priority())

    def _get_joins(self):
        return SQL(
            "%s LEFT JOIN repair_order repair ON repair.id = move.repair_id AND repair.order_type_id IS NOT NULL",
            super()._get_joins(),
        )

    def _get_columns(self):
        columns = super()._get_columns()
        return {
            **columns,
            "repair_id": SQL("repair.id"),
            "vehicle_id": SQL("repair.vehicle_id"),
            "partner_id": SQL("COALESCE(repair.partner_id, %s)", columns["partner_id"]),
            "origin": SQL("COALESCE(repair.name, %s)", columns["origin"]),
        }

    def _get_document_fields(self):
        return {**super()._get_document_fields(), "repair.order": "repair_id"}

    def _get_waiting_name(self):
        if not self.repair_id:
            return super()._get_waiting_name()
        # sudo: only the plate and the order's number, for who puts the part away
        return f"{self.vehicle_id.sudo().display_name or ''} {self.origin}".strip()
