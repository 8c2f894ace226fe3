from odoo import api, fields, models
from odoo.exceptions import ValidationError

POSITIVE = (
    "part_demand_months",
    "part_phase_in_hits",
    "part_phase_in_months",
    "part_phase_out_months",
    "part_cycle_days",
)
NOT_NEGATIVE = (
    "part_peak_factor",
    "part_lead_days",
    "part_order_budget",
    "part_order_limit",
    "part_edit_percent",
)


class ResCompany(models.Model):
    """How a store plans and orders its parts."""

    _inherit = "res.company"

    # -- demand
    part_demand_months = fields.Integer("Months of Demand History", default=24, help="Older demand is forgotten.")
    part_peak_factor = fields.Float(
        "Peak Factor",
        default=3.0,
        help="A month above this many times the median of the other months counts as that much only; 0 cuts nothing.",
    )

    # -- classes
    part_abc_a = fields.Float("A up to (%)", default=80.0, help="Share of the value of demand held by A parts.")
    part_abc_b = fields.Float("B up to (%)", default=95.0, help="Share of the value of demand held by A and B parts.")
    part_xyz_x = fields.Float("X up to", default=0.5, help="Highest coefficient of variation of a steady part.")
    part_xyz_y = fields.Float("Y up to", default=1.0, help="Highest coefficient of variation of a changing part.")
    part_phase_in_hits = fields.Integer("Demands to Phase In", default=3)
    part_phase_in_months = fields.Integer("Months to Phase In", default=6)
    part_phase_out_months = fields.Integer("Months to Phase Out", default=9, help="Months without any demand.")

    # -- orders
    part_lead_days = fields.Integer("Lead Time of Parts", default=7, help="Days, where no supplier says otherwise.")
    part_cycle_days = fields.Integer(
        "Order Cycle of Parts", default=7, help="Days an order has to last, where no order calendar says otherwise."
    )
    part_order_budget = fields.Monetary("Parts Budget per Month", help="For stock orders; 0 means no budget.")
    part_order_limit = fields.Monetary(
        "Largest Order of a Planner", help="An order above it is approved by a manager; 0 means no limit."
    )
    part_edit_percent = fields.Float(
        "Change without Reason (%)", default=20.0, help="A planner who changes a quantity by more says why."
    )

    @api.constrains(*POSITIVE, *NOT_NEGATIVE, "part_abc_a", "part_abc_b", "part_xyz_x", "part_xyz_y")
    def _check_part_planning(self):
        for company in self:
            wrong = [name for name in POSITIVE if company[name] < 1]
            wrong += [name for name in NOT_NEGATIVE if company[name] < 0]
            if wrong:
                raise ValidationError(
                    self.env._(
                        "%(setting)s of %(company)s cannot be %(value)s. Enter a larger number.",
                        setting=self._fields[wrong[0]]._description_string(self.env),
                        company=company.name,
                        value=company[wrong[0]],
                    )
                )
            company._check_part_class_limits()

    def _check_part_class_limits(self):
        if not 0 < self.part_abc_a <= self.part_abc_b <= 100 or not 0 < self.part_xyz_x <= self.part_xyz_y:
            raise ValidationError(
                self.env._(
                    "The limits of the part classes of %(company)s do not follow each other. "
                    "Enter A below B up to 100 %%, and X below Y.",
                    company=self.name,
                )
            )
