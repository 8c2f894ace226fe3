from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

# Where cars differ in these nothing is proposed: somebody looks at the papers and says which is right.
ASKED = ("vin", "plate")


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

    has_two_vins = fields.Boolean(compute="_compute_has_two_vins")
    reason = fields.Char(
        "Why They Are One Car",
        help="Stays on the record of the merge, such as: VIN of the twin read from a wrong licence.",
    )

    @api.depends("vehicle_ids")
    def _compute_has_two_vins(self):
        for wizard in self:
            wizard.has_two_vins = len(wizard.vehicle_ids._origin._get_right_vins()) > 1

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
        self._check_one_car()
        self._check_chosen()
        keep = self.keep_id
        self.env["aftersales.vehicle.merge"]._merge(
            keep, self.vehicle_ids - keep, self._prepare_values(), self.has_two_vins and self.reason
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "aftersales.vehicle",
            "res_id": keep.id,
            "views": [(False, "form")],
        }

    def _check_one_car(self):
        """Two right VINs are two cars, unless the manager knows better and says why."""
        if not self.has_two_vins:
            return
        vins = ", ".join(sorted(self.vehicle_ids._get_right_vins()))
        if not self.env.user.has_group("aftersales_base.group_manager"):
            raise AccessError(
                self.env._(
                    "%(vins)s are the VINs of different cars. If one of them is wrong, correct it on its car first; "
                    "else ask the after-sales manager to merge.",
                    vins=vins,
                )
            )
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "%(vins)s are the VINs of different cars. Write down why they are one all the same.", vins=vins
                )
            )

    def _check_chosen(self):
        if open_choices := self.choice_ids.filtered(lambda choice: not choice.vehicle_id):
            raise UserError(
                self.env._(
                    "The cars differ in %(fields)s. Choose from which car each is taken.",
                    fields=", ".join(open_choices.mapped("field_label")),
                )
            )

    def _prepare_choices(self):
        """A line per field in which the cars differ.

        Proposed is what the car that stays has, else what another has; which VIN and plate is right somebody says.
        """
        cars = self.keep_id | self.vehicle_ids._origin
        choices = []
        for name in cars._get_merge_fields():
            filled = cars.filtered(lambda car, name=name: car[name])
            differs = len({filled._fields[name].convert_to_write(car[name], car) for car in filled}) > 1
            if differs or (filled and self.keep_id not in filled):
                is_asked = differs and name in ASKED
                choices.append({"field_name": name, "vehicle_id": not is_asked and filled[0].id})
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
