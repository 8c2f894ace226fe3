from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_for, today_of

ALERT_KEEPERS = (
    "aftersales_base.group_service_advisor",
    "aftersales_base.group_cs_representative",
    "aftersales_base.group_information_clerk",
    "aftersales_base.group_workshop_supervisor",
    "aftersales_base.group_cashier",
)
ALERT_KINDS = [
    ("vip", "VIP"),
    ("recall", "Safety Recall"),
    ("complaint", "Quarrel or Complaint"),
    ("unpaid", "Unpaid"),
    ("theft", "Stolen or Seized"),
    ("other", "Other"),
]
SEVERITIES = [("info", "Information"), ("warning", "Take Care"), ("danger", "Stop and Ask")]


class AftersalesVehicleAlert(models.Model):
    """Something everybody who chooses the car must know at once. It is ended with a reason, never deleted."""

    _name = "aftersales.vehicle.alert"
    _description = "Vehicle Alert"
    _inherit = ["aftersales.evidence.mixin"]
    _order = "state, severity_rank desc, date_from desc, id desc"
    _rec_name = "text"

    _transitions = {
        "end": Transition(("active",), "ended", ALERT_KEEPERS, guard="_check_end_reason", effect="_effect_end"),
    }
    _sealed_states = frozenset({"ended"})
    _kept_fields = frozenset({"user_id", "ended_by_id", "ended_date"})

    vehicle_id = fields.Many2one("aftersales.vehicle", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="vehicle_id.company_id", store=True)
    kind = fields.Selection(ALERT_KINDS, required=True, default="other")
    severity = fields.Selection(SEVERITIES, required=True, default="warning")
    severity_rank = fields.Integer(compute="_compute_severity_rank", store=True, precompute=True, aggregator=None)
    text = fields.Char(required=True, help="What to know and what to do, in one sentence.")
    date_from = fields.Date("From", required=True, default=lambda self: today_of(self.env.company))
    date_to = fields.Date("Until", help="Last day; empty: until somebody ends it.")
    state = fields.Selection(
        [("active", "In Force"), ("ended", "Ended")],
        default="active",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    user_id = fields.Many2one("res.users", "Set By", readonly=True, default=lambda self: self.env.user)
    end_reason = fields.Char("Reason It Ended", copy=False)
    ended_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    ended_date = fields.Date("Ended On", readonly=True, copy=False)

    _dates_in_order = models.Constraint("CHECK(date_to >= date_from)", "An alert ends after it begins.")
    _active_index = models.Index("(vehicle_id, date_from) WHERE state = 'active'")

    @api.depends("severity")
    def _compute_severity_rank(self):
        ranks = {severity: rank for rank, (severity, _label) in enumerate(SEVERITIES)}
        for alert in self:
            alert.severity_rank = ranks.get(alert.severity, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The alert “%(alert)s” stays on record. End it with a reason instead.", alert=self[:1].text)
        )

    @api.model_create_multi
    def create(self, vals_list):
        alerts = super().create(
            [{name: value for name, value in vals.items() if name != "user_id"} for vals in vals_list]
        )
        alerts._tell_in_chatter(lambda alert: self.env._("Alert set: %(alert)s", alert=alert._get_sentence()))
        return alerts

    def action_end(self):
        """The alert no longer holds; its reason is written down first."""
        return self._transit_batch("end")

    def _check_end_reason(self):
        if not (self.end_reason or "").strip():
            raise UserError(
                self.env._("Write down first why the alert “%(alert)s” no longer holds.", alert=self.display_name)
            )

    def _effect_end(self):
        # sudo: who ended it and when is written by this move only
        for day, alerts in self.sudo().grouped(today_for).items():
            alerts.write({"ended_by_id": self.env.uid, "ended_date": day})
        self._tell_in_chatter(
            lambda alert: self.env._(
                "Alert ended: %(alert)s (%(reason)s)", alert=alert._get_sentence(), reason=alert.end_reason
            )
        )

    def _tell_in_chatter(self, describe):
        """Leave a line in each car's log."""
        lines = {}
        for alert in self:
            lines.setdefault(alert.vehicle_id.id, []).append(describe(alert))
        # sudo: whoever may set the alert may have it told, also the cashier who does not keep the file
        vehicles = self.env["aftersales.vehicle"].sudo().browse(lines)
        vehicles._message_log_batch(bodies={vehicle: "; ".join(texts) for vehicle, texts in lines.items()})

    def _get_sentence(self):
        """Kind and text, as shown beside the car."""
        self.ensure_one()
        return self._join_kind(self.kind, self.text)

    @api.model
    def _join_kind(self, kind, text):
        """A sentence that names what it is about first.

        :param kind: one of ``ALERT_KINDS``
        """
        label = dict(self._fields["kind"]._description_selection(self.env))[kind]
        return self.env._("%(kind)s: %(alert)s", kind=label, alert=text)

    @api.model
    def _get_current_domain(self):
        """What holds today in the store somebody works in."""
        today = today_of(self.env.company)
        return [
            ("state", "=", "active"),
            ("date_from", "<=", today),
            "|",
            ("date_to", "=", False),
            ("date_to", ">=", today),
        ]
