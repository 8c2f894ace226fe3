from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..rules import vin


class AftersalesVehicle(models.Model):
    """The same car on file twice."""

    _inherit = "aftersales.vehicle"

    merged_into_id = fields.Many2one(
        "aftersales.vehicle",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    merge_ids = fields.One2many("aftersales.vehicle.merge", "vehicle_id", "Merges", copy=False)

    # A car that went into another may have left it both its VIN and its plate.
    _identity_given = models.Constraint(
        "CHECK(vin IS NOT NULL OR plate IS NOT NULL OR merged_into_id IS NOT NULL)",
        "Enter the VIN or the plate.",
    )

    def write(self, vals):
        """A car that went into another comes back by undoing the merge only."""
        if vals.get("active") and not self.env.su and (gone := self.filtered("merged_into_id")):
            raise UserError(
                self.env._(
                    "%(vehicle)s was merged into %(other)s. Undo the merge instead.",
                    vehicle=gone[0].display_name,
                    other=gone[0].merged_into_id.display_name,
                )
            )
        return super().write(vals)

    def action_merge(self):
        """Opens the choice of the car that stays and of the values it takes over."""
        if len(self) < 2:
            raise UserError(self.env._("Choose at least two vehicles that are the same car."))
        wizard = self.env["aftersales.vehicle.merge.wizard"].create({"vehicle_ids": [Command.set(self.ids)]})
        return wizard._get_action()

    def _follow_merge(self):
        """The car that stands for this one now, itself where it was never merged."""
        self.ensure_one()
        car = self
        while car.merged_into_id:
            car = car.merged_into_id
        return car

    def _check_mergeable(self, others):
        """Hook: whether these cars can become one; self stays.

        :param others: ``aftersales.vehicle`` that would go
        :raise UserError: they cannot, with the reason and the way out
        """
        self.ensure_one()
        companies = (self | others).company_id
        if len(companies) > 1:
            raise UserError(
                self.env._(
                    "These cars belong to different stores (%(stores)s). Set them to shared first.",
                    stores=", ".join(companies.mapped("name")),
                )
            )
        if self.company_id and (shared := others.filtered(lambda car: not car.company_id)):
            raise UserError(
                self.env._(
                    "%(vehicle)s is shared by all stores and must be the one that stays.",
                    vehicle=shared[0].display_name,
                )
            )

    def _get_right_vins(self):
        """The VINs of these cars whose check digit is right, or for which somebody said why they are all the same."""
        return {
            number
            for car in self
            if (number := vin.normalise(car.vin))
            and not vin.find_problem(number)
            and (car.vin_exception_reason or vin.has_right_check_digit(number))
        }

    @api.model
    def _get_merge_fields(self):
        """Fields in which duplicates may differ and one value has to be chosen.

        Why an odd VIN is right is none of them: it goes with the VIN.
        """
        kept = {"id", "active", "company_id", "merged_into_id", "create_uid", "create_date", "write_uid", "write_date"}
        kept |= {"vin_exception_reason"}
        return [
            field.name
            for field in self._fields.values()
            if field.store and field.column_type and field.name not in kept and not field.readonly and not field.related
        ]
