from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.locking import take_turn
from odoo.addons.aftersales_base.models.store_day import today_of

CLERKS = (
    "aftersales_base.group_cs_representative",
    "aftersales_base.group_information_clerk",
    "aftersales_base.group_manager",
)
DECIDERS = ("aftersales_base.group_cs_manager", "aftersales_base.group_manager")
REQUEST = {"partner_id", "company_id", "requested_date", "channel", "identity_note"}
ANSWER_DAYS = 15  # working weeks a store promises an answer in; each request has its own date


class AftersalesPrivacyErasure(models.Model):
    """A customer wants personal data erased: what may go goes, what the law wants kept stays without the name.

    The way is the one of the personal information protection law (art. 47): requested, the identity checked, listed
    what is there, decided on by a second person, carried out and answered.
    """

    _name = "aftersales.privacy.erasure"
    _description = "Erasure of Personal Data"
    _inherit = ["mail.activity.mixin", "aftersales.evidence.mixin"]
    _order = "requested_date desc, id desc"
    _sealed_states = frozenset({"erased", "rejected"})
    _kept_fields = frozenset(
        {
            "checked_user_id",
            "decided_user_id",
            "decided_datetime",
            "is_held_up",
            "kept_name",
            "kept_until",
            "line_ids",
            "name",
        }
    )

    _transitions = {
        "check": Transition(("draft",), "checked", CLERKS, guard="_check_identified", effect="_list_holdings"),
        "reopen": Transition(("checked",), "draft", CLERKS),
        "erase": Transition(("checked",), "erased", DECIDERS, guard="_check_may_erase", effect="_erase"),
        "reject": Transition(
            ("draft", "checked"), "rejected", DECIDERS, guard="_check_reason", effect="_note_decision"
        ),
    }

    # -- the request
    name = fields.Char("Request", compute="_compute_name", store=True)
    partner_id = fields.Many2one("res.partner", "Customer", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    requested_date = fields.Date("Requested On", required=True, default=lambda self: today_of(self.env.company))
    deadline = fields.Date(
        "Answer By",
        compute="_compute_deadline",
        store=True,
        readonly=False,
        help="The day by which the customer gets an answer.",
    )
    channel = fields.Selection(
        [("desk", "At the Desk"), ("phone", "By Phone"), ("letter", "Letter or Mail"), ("app", "App or Portal")],
        required=True,
        default="desk",
    )
    identity_note = fields.Char("How Identified", help="How it was checked that the customer is who asks.")
    user_id = fields.Many2one(
        "res.users", "Taken Down By", required=True, readonly=True, default=lambda self: self.env.user
    )
    state = fields.Selection(
        [("draft", "Requested"), ("checked", "Checked"), ("erased", "Erased"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        group_expand=True,
    )

    # -- what there is, and the decision
    line_ids = fields.One2many("aftersales.privacy.erasure.line", "erasure_id", "What Is on File", readonly=True)
    checked_user_id = fields.Many2one("res.users", "Checked By", readonly=True, copy=False)
    decision_note = fields.Char("Reason", copy=False, help="Why it was rejected, or what the customer was told.")
    decided_user_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    decided_datetime = fields.Datetime("Decided On", readonly=True, copy=False)

    # -- what must stay known a while
    kept_name = fields.Char(
        "Name Behind the Evidence",
        readonly=True,
        copy=False,
        groups="aftersales_base.group_manager,aftersales_base.group_finance_manager",
        help="Stands behind invoices and evidence that must be kept, and goes with the last of them.",
    )
    kept_until = fields.Date(readonly=True, copy=False, index="btree_not_null")

    @api.depends("requested_date")
    def _compute_name(self):
        """Without the person's name, which the request outlives."""
        for erasure in self:
            erasure.name = self.env._("Erasure %(day)s", day=erasure.requested_date or "")

    @api.depends("requested_date")
    def _compute_deadline(self):
        for erasure in self:
            erasure.deadline = erasure.requested_date and erasure.requested_date + timedelta(days=ANSWER_DAYS)

    @api.constrains("requested_date", "deadline")
    def _check_dates(self):
        for erasure in self:
            if erasure.requested_date > today_of(erasure.company_id):
                raise ValidationError(self.env._("The request cannot be of a day to come. Correct the date."))
            if erasure.deadline and erasure.deadline < erasure.requested_date:
                raise ValidationError(self.env._("The answer is due after the request. Correct the date."))

    @api.constrains("partner_id")
    def _check_person(self):
        """The law protects people; the name and number of a firm are its own business's."""
        if firm := self.partner_id.filtered("is_company")[:1]:
            raise ValidationError(
                self.env._(
                    "%(customer)s is a firm: personal data are those of a person. Choose the person at the firm who "
                    "asks; if this is a person, correct the contact first.",
                    customer=firm.name,
                )
            )

    @api.constrains("partner_id")
    def _check_not_open_yet(self):
        """One request at a time: what is erased for one is not there for the other to decide on."""
        # sudo: also where another store took it down; two clerks at the same moment go one after the other
        requests = self.sudo()
        take_turn(requests.partner_id)
        for erasure in requests:
            others = requests.search(
                (
                    Domain("partner_id", "parent_of", erasure.partner_id.ids)
                    | Domain("partner_id", "child_of", erasure.partner_id.ids)
                )
                & Domain("state", "in", ("draft", "checked"))
                & Domain("id", "!=", erasure.id),
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "%(customer)s has asked already: “%(request)s” of %(store)s is open (answer by %(deadline)s). "
                        "Go on with that one, or have it rejected first.",
                        customer=others.partner_id.name,
                        request=others.name,
                        store=others.company_id.name,
                        deadline=format_date(self.env, others.deadline),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if self.filtered(lambda erasure: erasure.state != "draft"):
            raise UserError(self.env._("A request for erasure that was checked stays on record."))

    def action_check(self):
        """List what is on file about the customer, and what the law says about each."""
        return self._transit_batch("check")

    def action_reopen(self):
        self._transit("reopen")

    def action_erase(self):
        """Erase what may be erased; cannot be undone."""
        return self._transit("erase") and True

    def action_reject(self):
        self._transit("reject")

    # -- guards

    def _check_may_write(self, vals):
        if REQUEST & vals.keys() and self.filtered(lambda erasure: erasure.state != "draft"):
            raise UserError(self.env._("The request was checked as it stands. Reopen it to change it."))

    def _check_identified(self):
        self._check_person()
        if not self.identity_note:
            raise UserError(
                self.env._(
                    "How was it checked that %(customer)s asks in person? Enter it first.",
                    customer=self.partner_id.name,
                )
            )

    def _check_may_erase(self):
        if self.env.user in (self.user_id | self.checked_user_id):
            raise UserError(
                self.env._("Somebody else than who took down or checked the request must decide on the erasure.")
            )
        # sudo: what stands against it belongs to every department
        if blocking := self.sudo()._find_blocking().get(self.id):
            raise UserError(
                self.env._(
                    "%(customer)s cannot be erased yet: %(reasons)s",
                    customer=self.partner_id.name,
                    reasons=" ".join(holding["reason"] for holding in blocking),
                )
            )

    def _check_reason(self):
        if not self.decision_note:
            raise UserError(self.env._("Tell the customer the reason: enter it first."))

    # -- what is on file

    def _list_holdings(self):
        """``sudo`` since the list names documents of every department and is written by nobody."""
        self.sudo().write({"checked_user_id": self.env.uid})
        self.sudo()._write_lines()

    def _write_lines(self):
        for erasure in self:
            erasure.line_ids.unlink()
            self.env["aftersales.privacy.erasure.line"].create(
                [holding | {"erasure_id": erasure.id} for holding in erasure._find_holdings()]
            )

    def _find_holdings(self):
        """Hook: what is on file about the customer and what becomes of it. Called with ``sudo``.

        :return: list of dicts: ``topic``, ``count``, ``decision`` (``erase``, ``keep`` or, see ``_find_obstacles``,
            ``block``), ``reason`` and, of what is kept for a time, ``keep_until``
        """
        self.ensure_one()
        return [
            self._prepare_holding(topic, count, decision, reason, keep_until)
            for topic, count, decision, reason, keep_until in (
                *self._find_contact_data(),
                *self._find_vehicle_data(),
            )
            if count
        ]

    @api.model
    def _prepare_holding(self, topic, count, decision, reason, keep_until=False):
        return {"topic": topic, "count": count, "decision": decision, "reason": reason, "keep_until": keep_until}

    def _find_contact_data(self):
        people = self._get_people()
        messages = self.env["mail.message"].search_count(self._prepare_message_domain(people))
        erased = self.env._("Nothing speaks against it.")
        yield self.env._("Name, phone, address, mail"), len(people), "erase", erased, False
        yield self.env._("Bank accounts"), len(people.bank_ids), "erase", erased, False
        yield self.env._("Messages and notes on the contact"), messages, "erase", erased, False
        yield (
            self.env._("Consents"),
            len(self._get_consents(people)),
            "keep",
            self.env._("Prove what was done with consent; without name and proof sheet."),
            False,
        )

    def _find_vehicle_data(self):
        people = self._get_people()
        vehicles = self.env["aftersales.vehicle"].with_context(active_test=False)
        cars = vehicles.search(["|", ("owner_id", "in", people.ids), ("driver_id", "in", people.ids)])
        lines = self.env["aftersales.vehicle.owner.history"].search_count([("partner_id", "in", people.ids)])
        reason = self.env._("The car's technical history stays with the car, without the person's name.")
        yield self.env._("Vehicles"), len(cars), "keep", reason, False
        yield self.env._("Times as owner"), lines, "keep", reason, False

    def _get_people(self):
        """The customer and the addresses under the customer."""
        return self.env["res.partner"].with_context(active_test=False).search([("id", "child_of", self.partner_id.id)])

    def _get_consents(self, people):
        return self.env["aftersales.privacy.consent"].search([("partner_id", "in", people.ids)])

    @api.model
    def _prepare_message_domain(self, people):
        return [("model", "=", "res.partner"), ("res_id", "in", people.ids)]

    # -- erasing

    def _erase(self):
        """``sudo`` since what is erased belongs to every department; rights and the second person were checked."""
        for erasure in self.sudo():
            erasure._write_lines()
            until = max((day for day in erasure.line_ids.mapped("keep_until") if day), default=False)
            erasure.write({"kept_name": until and erasure.partner_id.name, "kept_until": until})
            erasure._erase_people(erasure._get_people())
        self._note_decision()

    def _erase_people(self, people):
        """Hook: take the person out of everything that stays."""
        users = people.with_context(active_test=False).user_ids
        for user in users:
            user.write({"active": False, "login": f"erased-{user.id}"})
        self.env["mail.message"].search(self._prepare_message_domain(people)).unlink()
        self.env["mail.message"].search([("author_id", "in", people.ids)]).write({"email_from": False})
        self.env["mail.followers"].search([("partner_id", "in", people.ids)]).unlink()
        self.env["ir.attachment"].search(
            [("res_model", "=", "res.partner"), ("res_id", "in", people.ids), ("res_field", "=", False)]
        ).unlink()
        people.bank_ids.unlink()
        self._erase_vehicle_contacts(people)
        consents = self._get_consents(people)
        consents.filtered(lambda consent: consent.state == "given")._transit("withdraw")
        consents.write({"proof": False, "proof_name": False, "withdrawal_note": False})
        self.env["mail.message"].search([("model", "=", consents._name), ("res_id", "in", consents.ids)]).unlink()
        for person in people:
            person.with_context(tracking_disable=True).write(self._prepare_anonymous_vals(person))
        people.with_context(active_test=True).action_archive()

    def _erase_vehicle_contacts(self, people):
        """Numbers and remarks noted with a car; who it was stays as the nameless contact."""
        contacts = self.env["aftersales.vehicle.contact"].search([("partner_id", "in", people.ids)])
        contacts.write({"phone": False, "note": False})

    @api.model
    def _prepare_anonymous_vals(self, partner):
        """Hook: values without a trace of the person."""
        empty = ("phone", "email", "street", "street2", "city", "zip", "vat", "website", "function", "comment", "ref")
        return {
            **{
                name: False for name in (*empty, "barcode", "company_registry", "image_1920") if name in partner._fields
            },
            "name": self.env._("Erased person %(number)s", number=partner.id),
            "category_id": [(5, 0, 0)],
        }

    def _note_decision(self):
        # sudo: kept by the system, see ``_kept_fields``
        self.sudo().write({"decided_user_id": self.env.uid, "decided_datetime": fields.Datetime.now()})

    @api.model
    def _cron_forget(self):
        """The name behind the evidence goes with the last of it."""
        for (company,) in self._read_group([("kept_until", "!=", False)], ["company_id"]):
            due = self.search([("kept_until", "<", today_of(company)), ("company_id", "=", company.id)])
            due.write({"kept_name": False, "kept_until": False})
