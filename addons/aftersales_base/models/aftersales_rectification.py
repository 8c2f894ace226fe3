from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .aftersales_transition_mixin import Transition
from .store_day import before_today, today_of

BATCH_SIZE = 200  # findings per commit of the escalation: each brings an activity
TODO = "mail.mail_activity_data_todo"
OWNER_FIELDS = {"measure", "photo_after"}  # all that an owner who is no auditor enters


class AftersalesRectification(models.Model):
    """Something found wrong that somebody must mend by a day, with proof, seen to by somebody else."""

    _name = "aftersales.rectification"
    _description = "Finding"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.evidence.mixin"]
    _order = "deadline, id"
    _check_company_auto = True

    _sealed_states = frozenset({"closed"})
    _kept_fields = frozenset(
        {"found_date", "mended_user_id", "mended_datetime", "checked_user_id", "closed_datetime", "escalated_date"}
    )

    # -- what was found
    name = fields.Char("Finding", required=True)
    description = fields.Text()
    found_date = fields.Date(
        "Found On", required=True, readonly=True, default=lambda self: today_of(self.env.company), copy=False
    )
    checklist_id = fields.Many2one("aftersales.checklist", readonly=True, index="btree_not_null", ondelete="restrict")
    checklist_line_id = fields.Many2one(
        "aftersales.checklist.line", "Line", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    res_model = fields.Char("Checked Model", readonly=True)
    res_id = fields.Many2oneReference("Checked Record", model_field="res_model", readonly=True)
    res_name = fields.Char("Checked", related="checklist_id.res_name")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    photo_before = fields.Image("Photo of the Finding", max_width=1920, max_height=1920)

    # -- who mends it, by when
    owner_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        tracking=True,
        domain=[("share", "=", False)],
        check_company=True,
    )
    deadline = fields.Date(required=True, tracking=True)
    is_overdue = fields.Boolean("Overdue", compute="_compute_is_overdue", search="_search_is_overdue")
    escalated_date = fields.Date("Reported to the Manager", readonly=True, copy=False)

    # -- how it was mended
    measure = fields.Text("What Was Done")
    photo_after = fields.Image("Proof", max_width=1920, max_height=1920)
    mended_user_id = fields.Many2one("res.users", "Mended By", readonly=True, copy=False)
    mended_datetime = fields.Datetime("Mended On", readonly=True, copy=False)
    checked_user_id = fields.Many2one("res.users", "Re-checked By", readonly=True, copy=False)
    closed_datetime = fields.Datetime("Closed On", readonly=True, copy=False)
    refusal = fields.Char("Why It Came Back", copy=False, help="Filled in by who re-checks, before sending it back.")
    state = fields.Selection(
        [("open", "To Mend"), ("mended", "To Re-check"), ("closed", "Closed")],
        default="open",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _transitions = {
        "mend": Transition(("open",), "mended", guard="_check_proof", effect="_effect_mend"),
        "close": Transition(("mended",), "closed", guard="_check_other_person", effect="_effect_close"),
        "send_back": Transition(("mended",), "open", guard="_check_send_back", effect="_effect_send_back"),
    }

    @api.depends("deadline", "state", "company_id")
    def _compute_is_overdue(self):
        for finding in self:
            finding.is_overdue = (
                finding.state == "open"
                and bool(finding.deadline)
                and finding.deadline < today_of(finding.company_id or self.env.company)
            )

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        overdue = self._get_overdue_domain()
        return Domain.OR(overdue if wanted else ~overdue for wanted in value)

    @api.depends("owner_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for finding in self:
            finding.is_mine = finding.owner_id == self.env.user

    @api.constrains("deadline")
    def _check_deadline(self):
        for finding in self:
            if finding.deadline < finding.found_date:
                raise ValidationError(
                    self.env._(
                        "“%(finding)s” cannot be due before it was found on %(date)s. Enter a later day.",
                        finding=finding.name,
                        date=finding.found_date,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        raise UserError(self.env._("Findings are evidence and stay. Close it when it is mended."))

    @api.model_create_multi
    def create(self, vals_list):
        findings = super().create(vals_list)
        findings._schedule(lambda finding: finding.owner_id, lambda env: env._("Mend what was found"))
        return findings

    def write(self, vals):
        result = super().write(vals)
        if "owner_id" in vals:
            opened = self.filtered(lambda finding: finding.state == "open")
            opened.activity_reschedule([TODO], new_user_id=vals["owner_id"])
        return result

    def action_mend(self):
        """The owner reports it mended, with proof."""
        return self._transit("mend")

    def action_close(self):
        """Somebody else has looked: it is mended."""
        return self._transit_batch("close")

    def action_send_back(self):
        """Somebody else has looked: it is not mended."""
        return self._transit("send_back")

    def _check_may_write(self, vals):
        refused = (vals.keys() - OWNER_FIELDS) & self._fields.keys()
        if refused and not self.env["aftersales.checklist"]._is_auditor(self.env.user):
            names = self.fields_get(sorted(refused), ["string"])
            raise UserError(
                self.env._(
                    "“%(fields)s” of a finding is not yours to change. Ask the after-sales manager.",
                    fields=", ".join(field["string"] for field in names.values()),
                )
            )

    def _check_proof(self):
        if not self.photo_after:
            raise UserError(
                self.env._("Add a photo as proof that “%(finding)s” is mended.", finding=self.name),
            )

    def _check_other_person(self):
        if self.env.user in (self.owner_id | self.mended_user_id):
            raise UserError(
                self.env._(
                    "You mended “%(finding)s” or answer for it. Let somebody else re-check it.", finding=self.name
                )
            )
        if not self.env.su and not self.env["aftersales.checklist"]._is_auditor(self.env.user):
            raise UserError(
                self.env._(
                    "“%(finding)s” is re-checked by the after-sales manager, the workshop supervisor or the quality "
                    "inspector.",
                    finding=self.name,
                )
            )

    def _check_send_back(self):
        self._check_other_person()
        if not self.refusal:
            raise UserError(
                self.env._("Say in “Why It Came Back” what is missing on “%(finding)s”.", finding=self.name),
            )

    def _effect_mend(self):
        self.sudo().write({"mended_user_id": self.env.uid, "mended_datetime": fields.Datetime.now()})
        self.sudo().activity_feedback([TODO])

    def _effect_close(self):
        self.sudo().write({"checked_user_id": self.env.uid, "closed_datetime": fields.Datetime.now()})
        self.sudo().activity_feedback([TODO])

    def _effect_send_back(self):
        """It is the owner's again; the proof and the reason stay in the conversation."""
        for finding in self:
            finding.message_post(body=self.env._("Sent back: %(reason)s", reason=finding.refusal))
        self.sudo().write({"checked_user_id": self.env.uid, "photo_after": False, "mended_user_id": False})
        self._schedule(lambda finding: finding.owner_id, lambda env: env._("Mend what was found"))

    def _schedule(self, get_user, get_summary):
        """An activity on each finding for the user ``get_user`` names, all in one go and without a mail for each.

        ``get_summary`` says in the language of the environment it is given what is to be done.

        ``sudo`` since who checks need not be allowed to write what others own.
        """
        activity_type = self.env.ref(TODO)
        model = self.env["ir.model"]._get_id(self._name)
        self.env["mail.activity"].sudo().with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": activity_type.id,
                    "summary": get_summary(self.with_context(lang=user.lang).env),
                    "automated": True,
                    "res_model_id": model,
                    "res_id": finding.id,
                    "user_id": user.id,
                    "date_deadline": finding.deadline,
                }
                for finding in self
                if (user := get_user(finding))
            ]
        )

    # -- overdue ones go to the manager

    @api.model
    def _get_overdue_domain(self):
        """Findings whose deadline has gone by on the day it is in each store."""
        # sudo: the companies' own days, whichever of them the user sees
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        return Domain("state", "=", "open") & before_today(companies, "deadline")

    @api.model
    def _cron_escalate(self):
        """Report overdue findings to the manager, each once, a slice per transaction."""
        domain = self._get_overdue_domain() & Domain("escalated_date", "=", False)
        remaining = self.search_count(domain)
        while findings := self.search(domain, limit=BATCH_SIZE, order="id"):
            findings._escalate()
            remaining = max(remaining - len(findings), 0)
            if not self.env["ir.cron"]._commit_progress(len(findings), remaining=remaining):
                return

    def _escalate(self):
        managers = self._get_escalation_users()
        self._schedule(managers.get, lambda env: env._("Finding overdue: see to it"))
        for company, findings in self.grouped("company_id").items():
            findings.write({"escalated_date": today_of(company)})

    def _get_escalation_users(self):
        """Hook: who hears of an overdue finding; here a manager of the company.

        :return: dict of finding → ``res.users``, one record or none
        """
        managers = self.env.ref("aftersales_base.group_manager").all_user_ids
        people = managers.filtered(lambda user: user.active and not user.share and user.id not in self._get_robots())
        return {
            finding: people.filtered(lambda user, finding=finding: finding.company_id in user.company_ids)[:1]
            for finding in self
        }

    @api.model
    def _get_robots(self):
        return (self.env.ref("base.user_root").id,)
