from odoo import api, fields, models
from odoo.exceptions import UserError


class AftersalesVehicleMergeChoice(models.TransientModel):
    """One field in which the files differ, and whose value is right."""

    _name = "aftersales.vehicle.merge.choice"
    _description = "Value of a Merged Vehicle"

    wizard_id = fields.Many2one("aftersales.vehicle.merge.wizard", required=True, ondelete="cascade")
    car_ids = fields.Many2many(related="wizard_id.vehicle_ids")
    field_name = fields.Char(required=True)
    field_label = fields.Char("Field", compute="_compute_texts")
    vehicle_id = fields.Many2one(
        "aftersales.vehicle",
        "Taken From",
        ondelete="cascade",
        domain="[('id', 'in', car_ids)]",
        context={"active_test": False},
    )
    value = fields.Char("Becomes", compute="_compute_texts")
    other_values = fields.Char("Not Taken", compute="_compute_texts")

    @api.depends("field_name", "vehicle_id", "wizard_id.vehicle_ids")
    @api.depends_context("lang")
    def _compute_texts(self):
        cars = self.env["aftersales.vehicle"]
        for choice in self:
            field = cars._fields.get(choice.field_name)
            choice.field_label = field._description_string(self.env) if field else False
            choice.value = choice._format(field, choice.vehicle_id)
            others = (choice.wizard_id.vehicle_ids - choice.vehicle_id)._origin
            texts = [choice._format(field, car) or "–" for car in others]
            choice.other_values = " | ".join(dict.fromkeys(texts))

    def _format(self, field, car):
        value = car[field.name] if field and car else False
        if not value:
            return False
        if field.relational:
            return value.display_name
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value)
        return str(value)

    def _get_value(self):
        """The chosen value, as ``write`` wants it."""
        self.ensure_one()
        car = self.vehicle_id
        if self.field_name not in car._get_merge_fields() or car not in self.wizard_id.vehicle_ids:
            raise UserError(self.env._("Open the merge again: this choice belongs to other vehicles."))
        return car._fields[self.field_name].convert_to_write(car[self.field_name], car)
