from odoo import Command, api, fields, models


class AftersalesVehicleMergeWizard(models.TransientModel):
    """Two files of the same car become one: which stays, and which values it takes over."""

    _name = "aftersales.vehicle.merge.wizard"
    _description = "Merge Vehicles"

    vehicle_ids = fields.Many2many("aftersales.vehicle", required=True, context={"active_test": False})
    keep_id = fields.Many2one(
        "aftersales.vehicle",
        "Car That Stays",
        compute="_compute_keep_id",
        store=True,
        precompute=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', vehicle_ids)]",
        context={"active_test": False},
    )
    choice_ids = fields.One2many(
        "aftersales.vehicle.merge.choice",
        "wizard_id",
        "Where They Differ",
        compute="_compute_choice_ids",
        store=True,
        readonly=False,
    )

    @api.depends("vehicle_ids")
    def _compute_keep_id(self):
        """The car with the longest past is proposed, a shared one before a store's own."""
        for wizard in self:
            cars = wizard.vehicle_ids._origin
            best = max(
                cars,
                key=lambda car: (not car.company_id, bool(car.vin), car.odometer_count + car.owner_count, -car.id),
                default=cars,
            )
            wizard.keep_id = best

    @api.depends("keep_id")
    def _compute_choice_ids(self):
        for wizard in self:
            wizard.choice_ids = [Command.clear(), *map(Command.create, wizard._prepare_choices())]

    def action_merge(self):
        """Merge, and open the car that stays."""
        self.ensure_one()
        keep = self.keep_id
        self.env["aftersales.vehicle.merge"]._merge(keep, self.vehicle_ids - keep, self._prepare_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.vehicle",
            "res_id": keep.id,
            "views": [(False, "form")],
        }

    def _prepare_choices(self):
        """A line per field in which the cars differ; proposed is what the car that stays has, else what another has."""
        cars = self.keep_id | self.vehicle_ids._origin
        choices = []
        for name in cars._get_merge_fields():
            filled = cars.filtered(lambda car, name=name: car[name])
            if len({filled._fields[name].convert_to_write(car[name], car) for car in filled}) > 1 or (
                filled and self.keep_id not in filled
            ):
                choices.append({"field_name": name, "vehicle_id": filled[0].id})
        return choices

    def _prepare_values(self):
        """What the car that stays takes over from the others."""
        return {
            choice.field_name: choice._get_value() for choice in self.choice_ids if choice.vehicle_id != self.keep_id
        }

    def _get_action(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge Vehicles"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
