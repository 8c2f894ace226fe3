from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.store_day import today_of


class AftersalesVehicleInsurance(models.Model):
    """An insurance policy of a car."""

    _name = "aftersales.vehicle.insurance"
    _description = "Insurance Policy"
    _inherit = ["mail.thread"]
    _order = "date_to desc, kind, id desc"
    _rec_name = "policy_no"
    _check_company_auto = True

    vehicle_id = fields.Many2one("aftersales.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    kind = fields.Selection(
        [("compulsory", "Compulsory"), ("commercial", "Commercial")],
        required=True,
        default="commercial",
        tracking=True,
    )
    insurer_id = fields.Many2one(
        "res.partner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        domain="[('is_company', '=', True)]",
        tracking=True,
    )
    policy_no = fields.Char("Policy No.", required=True, tracking=True)
    date_from = fields.Date("From", required=True, tracking=True)
    date_to = fields.Date("Until", required=True, index=True, tracking=True, help="Last day covered.")
    currency_id = fields.Many2one("res.currency", required=True, default=lambda self: self.env.company.currency_id)
    premium = fields.Monetary()
    cover = fields.Char(help="What a commercial policy covers: own damage, third party and its limit, passengers.")
    bought_at = fields.Selection(
        [("here", "This Store"), ("insurer", "The Insurer"), ("elsewhere", "Elsewhere"), ("unknown", "Not Known")],
        required=True,
        default="unknown",
    )
    is_current = fields.Boolean("Current", compute="_compute_is_current", search="_search_is_current")

    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "A policy ends after it begins.")
    _premium_not_negative = models.Constraint("CHECK(premium >= 0)", "A premium is not below zero.")
    _policy_unique = models.UniqueIndex(
        "(insurer_id, kind, upper(policy_no))", "There is already a policy with this number of this insurer."
    )

    @api.depends("date_from", "date_to")
    @api.depends_context("company")
    def _compute_is_current(self):
        today = today_of(self.env.company)
        for policy in self:
            policy.is_current = bool(
                policy.date_from and policy.date_to and policy.date_from <= today <= policy.date_to
            )

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in" or set(value) != {True}:
            return NotImplemented
        today = today_of(self.env.company)
        return [("date_from", "<=", today), ("date_to", ">=", today)]

    @api.constrains("vehicle_id", "kind", "date_from", "date_to")
    def _check_one_compulsory(self):
        """A car has one compulsory policy at a time."""
        policies = self.filtered(lambda policy: policy.kind == "compulsory")
        others = self.sudo().search([("vehicle_id", "in", policies.vehicle_id.ids), ("kind", "=", "compulsory")])
        by_vehicle = others.grouped("vehicle_id")
        for policy in policies:
            for other in by_vehicle[policy.vehicle_id] - policy:
                if policy.date_from <= other.date_to and other.date_from <= policy.date_to:
                    raise ValidationError(
                        self.env._(
                            "%(vehicle)s already has compulsory insurance until %(date)s (policy %(policy)s). "
                            "A renewal begins the day after.",
                            vehicle=policy.vehicle_id.display_name,
                            date=format_date(self.env, other.date_to),
                            policy=other.policy_no,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean_number(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean_number(vals))

    @api.model
    def _clean_number(self, vals):
        return vals | {"policy_no": "".join(vals["policy_no"].split())} if vals.get("policy_no") else vals
