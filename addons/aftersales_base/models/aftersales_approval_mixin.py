from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError

STATE_ORDER = ("needed", "open", "refused", "approved")  # what is worst shows


class Question(NamedTuple):
    """What somebody must approve on a document.

    :param kind: a matter of ``aftersales.approval.rule._get_kinds``
    :param amount: how much it is about, in the unit of the matter
    :param subject: the question in words, in the user's language
    :param fingerprint: what exactly is approved; changes with whatever makes the answer void. A yes to an amount
        covers a smaller one with the same fingerprint.
    """

    kind: str
    amount: float
    subject: str
    fingerprint: str


class AftersalesApprovalMixin(models.AbstractModel):
    """A document of which something may need somebody's yes.

    A model says in ``_get_approval_questions`` what there is to decide, and calls ``_check_approved`` in the private
    method all ways to its next state lead through. Whoever may decide a question needs nobody's yes.
    """

    _name = "aftersales.approval.mixin"
    _description = "Document with Approvals"

    approval_ids = fields.One2many(
        "aftersales.approval.request",
        "res_id",
        "Approvals",
        domain=lambda self: [("res_model", "=", self._name)],
        copy=False,
    )
    approval_state = fields.Selection(
        lambda self: self._get_approval_states(), "Approval", compute="_compute_approval_state"
    )
    approval_hint = fields.Text(compute="_compute_approval_state", help="What has to be approved and how it stands.")

    @api.depends_context("uid")
    @api.depends("approval_ids.state")
    def _compute_approval_state(self):
        for document in self:
            questions = document._get_approval_questions()
            states = [document._get_question_state(question) for question in questions]
            document.approval_state = next((state for state in STATE_ORDER if state in states), "no")
            document.approval_hint = "\n".join(question.subject for question in questions) or False

    @api.model
    def _get_approval_states(self):
        """The states with their labels; by a method, since a list's are not translated on models that inherit it."""
        return [
            ("no", self.env._("Not Needed")),
            ("needed", self.env._("Needed")),
            ("open", self.env._("Asked For")),
            ("refused", self.env._("Refused")),
            ("approved", self.env._("Approved")),
        ]

    def action_request_approval(self):
        """Ask why, then put what is open to those who decide."""
        self.ensure_one()
        self.check_access("write")
        if not self._get_open_questions():
            raise UserError(self.env._("Nothing of %(document)s needs an approval.", document=self.display_name))
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_base.aftersales_approval_ask_action")
        return action | {"context": {"default_res_model": self._name, "default_res_id": self.id}}

    def _get_approval_questions(self):
        """Hook: what of this document is not the current user's own to decide, whether approved or not.

        :return: list of ``Question``; leave out with ``_is_own_decision`` what the user decides
        """
        return []

    def _request_approval(self, reason):
        """Put the open questions to those who decide.

        :param str reason: why it is asked
        :return: ``aftersales.approval.request``, the open ones
        """
        self.ensure_one()
        self.check_access("write")
        return self.env["aftersales.approval.request"]._ask(self, self._get_open_questions(), reason)

    def _check_approved(self):
        """:raise UserError: something of these documents still needs a yes"""
        if problems := [problem for document in self if (problem := document._find_approval_problem())]:
            raise UserError("\n".join(problems))

    def _find_approval_problem(self):
        """What still needs a yes, as a sentence; empty when nothing does."""
        self.ensure_one()
        if not (questions := self._get_open_questions()):
            return ""
        return self.env._(
            "%(document)s needs an approval: %(questions)s. Ask for it, or change the document.",
            document=self.display_name,
            questions="; ".join(question.subject for question in questions),
        )

    def _get_open_questions(self):
        return [
            question for question in self._get_approval_questions() if self._get_question_state(question) != "approved"
        ]

    def _get_question_state(self, question):
        """Where the newest request that covers this question stands.

        :return: a key of ``_get_approval_states``
        """
        # Whoever works on the document sees how its questions stand, whoever asked them.
        requests = self.sudo().approval_ids.filtered(lambda request: request._covers(question))
        return {"withdrawn": "needed"}.get(state := requests.sorted("id")[-1:].state or "needed", state)

    def _is_own_decision(self, kind, amount):
        """Whether the current user is one of those who decide the matter."""
        return self._may_decide(self.env.user, kind, amount)

    def _may_decide(self, user, kind, amount):
        company = self.company_id or self.env.company
        group = self.env["aftersales.approval.rule"]._get_deciding_group(kind, amount, company)
        return group in user.sudo().all_group_ids
