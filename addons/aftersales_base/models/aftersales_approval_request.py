from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

from .aftersales_transition_mixin import Transition

TODO = "mail.mail_activity_data_todo"
DECIDED = frozenset({"approved", "refused", "withdrawn"})
MATTER = frozenset(
    {
        "name",
        "kind",
        "amount",
        "fingerprint",
        "res_model",
        "res_id",
        "company_id",
        "requester_id",
        "group_id",
        "reason",
        "decider_id",
        "decided_datetime",
    }
)


class AftersalesApprovalRequest(models.Model):
    """Somebody asks for a decision on a document; the decision stays as evidence.

    It is good for exactly what was asked: ``fingerprint`` says in short what the document was like, and a document
    that has changed since needs a new decision.
    """

    _name = "aftersales.approval.request"
    _description = "Approval"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.evidence.mixin"]
    _order = "id desc"

    _sealed_states = DECIDED
    _kept_fields = MATTER
    _transitions = {
        "approve": Transition(("open",), "approved", guard="_check_may_decide", effect="_decide"),
        "refuse": Transition(("open",), "refused", guard="_check_may_refuse", effect="_decide"),
        "withdraw": Transition(("open",), "withdrawn", guard="_check_is_requester", effect="_end_activities"),
    }

    # -- what is asked
    name = fields.Char("What Is Asked", required=True, readonly=True)
    kind = fields.Selection(
        lambda self: self.env["aftersales.approval.rule"]._get_kinds(),
        "Matter",
        required=True,
        readonly=True,
        index=True,
    )
    amount = fields.Float(readonly=True, aggregator=None, help="In the unit of the matter: percent or money.")
    reason = fields.Text(readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference("Document", model_field="res_model", required=True, readonly=True)
    res_name = fields.Char("Document Name", readonly=True)
    fingerprint = fields.Char(required=True, readonly=True, help="What the decision is good for.")
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)

    # -- who
    requester_id = fields.Many2one("res.users", "Asked By", required=True, readonly=True, index=True)
    group_id = fields.Many2one("res.groups", "Who Decides", required=True, readonly=True, ondelete="restrict")
    state = fields.Selection(
        [("open", "To Decide"), ("approved", "Approved"), ("refused", "Refused"), ("withdrawn", "Withdrawn")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        index=True,
        tracking=True,
        group_expand=True,
    )
    decision_note = fields.Char("Note", tracking=True, help="Conditions of a yes, or the reason of a no.")
    decider_id = fields.Many2one("res.users", "Decided By", readonly=True, copy=False)
    decided_datetime = fields.Datetime("Decided On", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide", search="_search_can_decide")

    _document_index = models.Index("(res_model, res_id, id)")
    # The same question is asked once, also by two people at the same moment.
    _one_open_question = models.UniqueIndex(
        "(res_model, res_id, kind) WHERE state = 'open'",
        "This question has been asked already and waits for its decision.",
    )

    @api.depends_context("uid")
    @api.depends("state", "group_id", "requester_id")
    def _compute_can_decide(self):
        groups = self.env.user.sudo().all_group_ids
        for request in self:
            is_other = request.requester_id != self.env.user
            request.can_decide = request.state == "open" and is_other and request.sudo().group_id in groups

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [
            ("state", "=", "open"),
            ("requester_id", "!=", self.env.uid),
            ("group_id", "in", self.env.user.sudo().all_group_ids.ids),
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A question that was asked stays on record. Withdraw it instead."))

    # -- buttons

    def action_approve(self):
        return self._transit_batch("approve")

    def action_refuse(self):
        return self._transit_batch("refuse")

    def action_withdraw(self):
        """The question is no longer asked."""
        return self._transit_batch("withdraw")

    def action_open_document(self):
        self.ensure_one()
        document = self.env[self.res_model].browse(self.res_id)
        document.check_access("read")
        return (
            document._get_approval_form() if hasattr(document, "_get_approval_form") else document.get_formview_action()
        )

    # -- asking

    @api.model
    def _ask(self, document, questions, reason):
        """Put questions about a document to those who decide; asked before and still open is not asked again.

        :param document: one record of any model with ``company_id``
        :param questions: list of ``Question``
        :param str reason: why it is asked, in the requester's words
        :return: the open requests
        """
        # Nobody writes requests by hand; whoever calls has checked that the document is the user's to write.
        requests = self.sudo()
        open_ones = requests.search(
            [("res_model", "=", document._name), ("res_id", "=", document.id), ("state", "=", "open")]
        )
        kept = open_ones.filtered(lambda request: any(request._covers(question) for question in questions))
        (open_ones - kept)._transit("withdraw")
        self.env.flush_all()
        new = requests.create(
            [
                self._prepare_request_vals(document, question, reason)
                for question in questions
                if not any(request._covers(question) for request in kept)
            ]
        )
        new._schedule_decision()
        return kept | new

    def _covers(self, question):
        """Whether the answer to this request answers the question: the same matter, and no more than was asked."""
        self.ensure_one()
        is_same = self.kind == question.kind and self.fingerprint == question.fingerprint
        return is_same and float_compare(self.amount, question.amount, precision_digits=2) >= 0

    def _prepare_request_vals(self, document, question, reason):
        company = document.company_id or self.env.company
        group = self.env["aftersales.approval.rule"]._get_deciding_group(question.kind, question.amount, company)
        return {
            "name": question.subject,
            "kind": question.kind,
            "amount": question.amount,
            "fingerprint": question.fingerprint,
            "reason": reason,
            "res_model": document._name,
            "res_id": document.id,
            "res_name": document.display_name,
            "company_id": company.id,
            "requester_id": self.env.uid,
            "group_id": group.id,
        }

    def _schedule_decision(self):
        """An activity for everybody who may decide; the first decision ends them all."""
        todo = self.env.ref(TODO)
        model = self.env["ir.model"]._get(self._name)
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": todo.id,
                    "res_model_id": model.id,
                    "res_id": request.id,
                    "summary": f"{request.res_name}: {request.name}",
                    "user_id": user.id,
                    "automated": True,
                }
                for request in self
                for user in request._get_deciders()
            ]
        )

    def _get_deciders(self):
        self.ensure_one()
        return self.group_id.all_user_ids.filtered(
            lambda user: (
                user.active
                and self.company_id in user.company_ids
                and user not in (self.requester_id, self.env.ref("base.user_root"))
            )
        )

    # -- deciding

    def _check_may_write(self, vals):
        if "decision_note" in vals and (others := self.filtered(lambda request: not request.can_decide)):
            others[0]._check_may_decide()

    def _check_may_decide(self):
        if self.requester_id == self.env.user:
            raise UserError(
                self.env._("You asked “%(question)s” yourself. Let somebody else decide.", question=self.name)
            )
        if self.sudo().group_id not in self.env.user.sudo().all_group_ids:
            raise AccessError(
                self.env._(
                    "“%(question)s” is decided by %(group)s.",
                    question=self.name,
                    group=self.sudo().group_id.display_name,
                )
            )

    def _check_may_refuse(self):
        self._check_may_decide()
        if not self.decision_note:
            raise UserError(
                self.env._(
                    "Tell %(person)s in the note why “%(question)s” is refused.",
                    person=self.requester_id.name,
                    question=self.name,
                )
            )

    def _check_is_requester(self):
        if self.requester_id != self.env.user and not self.env.su:
            raise UserError(
                self.env._("Only %(person)s, who asked, withdraws the question.", person=self.sudo().requester_id.name)
            )

    def _decide(self):
        # Who decided is noted by the move alone; the document's thread is not the decider's to write in general.
        decided = self.sudo()
        decided.write({"decider_id": self.env.uid, "decided_datetime": fields.Datetime.now()})
        self._end_activities()
        for request in decided:
            document = self.env[request.res_model].sudo().browse(request.res_id).exists()
            if document and hasattr(document, "message_post"):
                document.message_post(
                    body=request._get_decision_text(), partner_ids=request.requester_id.partner_id.ids
                )

    def _get_decision_text(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        parts = [f"{labels[self.state]}: {self.name}", self.decision_note]
        return " – ".join(part for part in parts if part)

    def _end_activities(self):
        self.sudo().activity_unlink([TODO])
