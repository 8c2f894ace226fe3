from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of

# Purpose, its name, and the flag on the contact that later addons ask before they call, write or pass on.
PURPOSES = [
    ("service", "Service Messages", "may_send_service"),
    ("marketing", "Marketing", "may_send_marketing"),
    ("manufacturer", "Data to the Manufacturer", "may_share_manufacturer"),
    ("photo", "Photos and Publication", "may_use_photo"),
]
GIVEN = {"partner_id", "company_id", "purpose", "given_date", "channel", "text_version"}


class AftersalesPrivacyConsent(models.Model):
    """What a customer agreed to, when and how; withdrawn at any time, and both stay on record."""

    _name = "aftersales.privacy.consent"
    _description = "Consent"
    _inherit = ["mail.thread", "aftersales.evidence.mixin"]
    _order = "given_date desc, id desc"
    _sealed_states = frozenset({"withdrawn"})
    _kept_fields = frozenset({"withdrawn_datetime", "withdrawn_user_id", "user_id"})

    _transitions = {
        "withdraw": Transition(("given",), "withdrawn", effect="_note_withdrawal"),
    }

    # -- who agreed to what
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company",
        "Given To",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    purpose = fields.Selection([(key, label) for key, label, _flag in PURPOSES], required=True)
    state = fields.Selection(
        [("given", "Given"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        copy=False,
        default="given",
        tracking=True,
    )

    # -- the proof
    given_date = fields.Date(
        "Given On", required=True, default=lambda self: today_of(self.env.company), help="The day the customer agreed."
    )
    channel = fields.Selection(
        [
            ("paper", "On Paper"),
            ("desk", "Said at the Desk"),
            ("phone", "By Phone"),
            ("wechat", "WeChat"),
            ("app", "App or Portal"),
        ],
        required=True,
        default="paper",
    )
    text_version = fields.Char(
        "Version of the Text",
        required=True,
        help="Which wording the customer agreed to, such as 2026-01.",
    )
    proof = fields.Binary(attachment=True, copy=False, help="The signed sheet, a picture or a recording.")
    proof_name = fields.Char(copy=False)
    user_id = fields.Many2one(
        "res.users", "Taken Down By", required=True, readonly=True, default=lambda self: self.env.user
    )

    # -- its end
    withdrawn_datetime = fields.Datetime("Withdrawn", readonly=True, copy=False)
    withdrawn_user_id = fields.Many2one("res.users", "Withdrawal Taken Down By", readonly=True, copy=False)
    withdrawal_note = fields.Char("How It Was Withdrawn", copy=False, tracking=True)

    _one_given = models.UniqueIndex(
        "(partner_id, purpose, company_id) WHERE state = 'given'",
        "This customer has agreed to it already. Withdraw the old consent first, or leave it.",
    )

    @api.depends("partner_id.name", "purpose")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["purpose"]._description_selection(self.env))
        for consent in self:
            consent.display_name = " · ".join(filter(None, [consent.partner_id.name, labels.get(consent.purpose)]))

    @api.constrains("given_date")
    def _check_given_date(self):
        for consent in self:
            if consent.given_date > today_of(consent.company_id):
                raise ValidationError(
                    self.env._(
                        "%(customer)s cannot have agreed on a day to come. Correct the date.",
                        customer=consent.partner_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        if not self.env.su:
            raise UserError(self.env._("A consent stays on record. Withdraw it instead."))

    def action_withdraw(self):
        return self._transit_batch("withdraw")

    def _check_may_write(self, vals):
        if GIVEN & vals.keys():
            raise UserError(
                self.env._(
                    "What %(customer)s agreed to stays as it is. Withdraw it and take down a new consent.",
                    customer=self[:1].partner_id.name,
                )
            )

    def _note_withdrawal(self):
        # sudo: kept by the system, see ``_kept_fields``
        self.sudo().write({"withdrawn_datetime": fields.Datetime.now(), "withdrawn_user_id": self.env.uid})
        # a new consent given in the same breath must not meet the old one in the index
        self.flush_recordset(["state"])

    @api.model
    def _give(self, partner, purpose, company, vals):
        """A consent taken down with another document; one that stands already is left.

        :param partner: ``res.partner``, one record
        :param company: ``res.company``, one record
        :param dict vals: how it was given: ``channel``, ``text_version``, ``given_date``
        :return: the consent that stands
        """
        standing = self.search(
            [
                ("partner_id", "=", partner.id),
                ("purpose", "=", purpose),
                ("company_id", "=", company.id),
                ("state", "=", "given"),
            ],
            limit=1,
        )
        return standing or self.create({**vals, "partner_id": partner.id, "purpose": purpose, "company_id": company.id})
