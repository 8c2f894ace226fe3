from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..rules import plate


class AftersalesNotedPlateMixin(models.AbstractModel):
    """A document that notes which plate a car leaves with: as it is written, refused where it can be none."""

    _name = "aftersales.noted.plate.mixin"
    _description = "Document That Notes a Plate"

    _noted_plate = "plate"  # the field a document has it in

    plate_warning = fields.Char(compute="_compute_plate_warning")

    @api.depends(lambda self: (self._noted_plate,))
    def _compute_plate_warning(self):
        for document in self:
            document.plate_warning = self.env["aftersales.vehicle"]._find_plate_doubt(document[self._noted_plate])

    @api.constrains(lambda self: (self._noted_plate,))
    def _check_noted_plate(self):
        for document in self:
            if problem := self.env["aftersales.vehicle"]._find_plate_problem(document[self._noted_plate]):
                raise ValidationError(problem)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._tidy_plate(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._tidy_plate(vals))

    @api.model
    def _tidy_plate(self, vals):
        text = vals.get(self._noted_plate)
        return {**vals, self._noted_plate: plate.tidy(text) or False} if text else vals
