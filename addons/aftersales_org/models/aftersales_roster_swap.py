from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.locking import lock

from .aftersales_roster_rules import Candidate

AGREED = {"line_id", "colleague_id", "other_line_id", "reason"}


class AftersalesRosterSwap(models.Model):
    """Two people agree that one takes over a shift, or that they exchange theirs; somebody who plans approves it."""

    _name = "aftersales.roster.swap"
    _description = "Shift Swap"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin", "aftersales.by.hand.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True
    _kept_fields = frozenset({"given_text", "taken_text", "decided_by_id"})

    _transitions = {
        "offer": Transition(("draft",), "offered", guard="_check_offer", effect="_ask_colleague"),
        "accept": Transition(("offered",), "accepted", guard="_check_accept", effect="_ask_planners"),
        "decline": Transition(("offered",), "declined", guard="_check_is_colleague", effect="_end_activities"),
        "approve": Transition(("accepted",), "approved", guard="_check_approve", effect="_exchange"),
        "refuse": Transition(("accepted",), "refused", guard="_check_decider", effect="_end_activities"),
        "withdraw": Transition(
            ("draft", "offered", "accepted"), "withdrawn", guard="_check_is_owner", effect="_end_activities"
        ),
    }

    # -- which shift goes to whom
    line_id = fields.Many2one(
        "aftersales.roster.line",
        "My Shift",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
        domain="[('user_id', '=', uid), ('state', '=', 'published'), ('kind', '!=', 'rest'), "
        "('start_datetime', '>', 'now')]",
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True, index=True)
    employee_id = fields.Many2one("hr.employee", "From", compute="_compute_people", store=True, precompute=True)
    user_id = fields.Many2one(
        "res.users", "Offered By", compute="_compute_people", store=True, precompute=True, index=True
    )
    colleague_id = fields.Many2one(
        "hr.employee", "To", required=True, index=True, check_company=True, ondelete="restrict", tracking=True
    )
    colleague_user_id = fields.Many2one(
        "res.users", compute="_compute_colleague_user_id", store=True, precompute=True, index=True
    )
    other_line_id = fields.Many2one(
        "aftersales.roster.line",
        "In Exchange For",
        index="btree_not_null",
        check_company=True,
        ondelete="restrict",
        domain="[('employee_id', '=', colleague_id), ('state', '=', 'published'), ('kind', '!=', 'rest'), "
        "('start_datetime', '>', 'now')]",
        help="A shift of the colleague's. Empty: the colleague takes the shift over and gives none.",
    )
    reason = fields.Char()

    # -- what became of it
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("offered", "Offered"),
            ("accepted", "To Approve"),
            ("approved", "Approved"),
            ("declined", "Declined"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        index=True,
        tracking=True,
        group_expand=True,
    )
    given_text = fields.Char("Shift Given", readonly=True, copy=False, help="As it was when it was approved.")
    taken_text = fields.Char("Shift Taken", readonly=True, copy=False, help="As it was when it was approved.")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    is_owner = fields.Boolean(compute="_compute_part")
    is_colleague = fields.Boolean(compute="_compute_part")
    may_decide = fields.Boolean(compute="_compute_part")

    _one_open_swap = models.UniqueIndex(
        "(line_id) WHERE state IN ('offered', 'accepted')",
        "This shift is offered to somebody already. Withdraw that offer first.",
    )

    @api.depends("line_id")
    def _compute_company_id(self):
        for swap in self:
            swap.company_id = swap.line_id.company_id

    @api.depends("line_id")
    def _compute_people(self):
        # Not by the entry's own fields: an exchange hands it to somebody else, the swap still says who offered it.
        for swap in self:
            swap.employee_id = swap.line_id.employee_id
            swap.user_id = swap.line_id.user_id

    @api.depends("colleague_id")
    def _compute_colleague_user_id(self):
        for swap in self:
            swap.colleague_user_id = swap.colleague_id.user_id

    @api.depends("employee_id", "colleague_id", "line_id")
    def _compute_display_name(self):
        for swap in self:
            names = " ⇄ ".join(name for name in (swap.employee_id.name, swap.colleague_id.name) if name)
            # sudo: the day of an entry is no secret of who plans it
            swap.display_name = f"{names} {swap.line_id.sudo().date or ''}".strip()

    @api.depends_context("uid")
    @api.depends("user_id", "colleague_user_id", "state")
    def _compute_part(self):
        for swap in self:
            swap.is_owner = swap.user_id == self.env.user
            swap.is_colleague = swap.colleague_user_id == self.env.user
            swap.may_decide = not (swap.is_owner or swap.is_colleague) and swap._plans_both()

    @api.constrains("line_id", "colleague_id", "other_line_id")
    def _check_parties(self):
        for swap in self.sudo():  # the names are known to both
            if swap.state == "approved":
                continue
            if swap.colleague_id == swap.employee_id:
                raise ValidationError(self.env._("Choose a colleague; a shift is not swapped with oneself."))
            if swap.other_line_id and swap.other_line_id.employee_id != swap.colleague_id:
                raise ValidationError(
                    self.env._(
                        "%(shift)s is not %(colleague)s's. Choose one of the colleague's shifts.",
                        shift=swap.other_line_id.display_name,
                        colleague=swap.colleague_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if kept := self.filtered(lambda swap: swap.state != "draft"):
            raise UserError(
                self.env._(
                    "%(swaps)s was offered and stays on record. Withdraw it instead.",
                    swaps=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        swaps = super().create(vals_list)
        for swap in swaps:
            swap._check_is_owner()
        return swaps

    def write(self, vals):
        if AGREED & vals.keys() and not self.env.su:
            for swap in self:
                swap._check_is_owner()
                if swap.state != "draft":
                    raise UserError(
                        self.env._(
                            "%(swap)s was offered as it stands. Withdraw it and make another offer.",
                            swap=swap.display_name,
                        )
                    )
        return super().write(vals)

    # -- buttons

    def action_offer(self):
        return bool(self._transit("offer"))

    def action_accept(self):
        return bool(self._transit("accept"))

    def action_decline(self):
        return bool(self._transit("decline"))

    def action_approve(self):
        return bool(self._transit("approve"))

    def action_refuse(self):
        return bool(self._transit("refuse"))

    def action_withdraw(self):
        return bool(self._transit("withdraw"))

    # -- what must be true

    def _check_is_owner(self):
        if not self.env.su and self.user_id != self.env.user:
            raise UserError(
                self.env._("Only %(person)s may offer or withdraw this shift.", person=self.employee_id.name)
            )

    def _check_is_colleague(self):
        if not self.env.su and self.colleague_user_id != self.env.user:
            raise UserError(self.env._("Only %(person)s may answer this offer.", person=self.colleague_id.name))

    def _check_decider(self):
        if self.env.su:
            return
        if self.env.user in (self.user_id, self.colleague_user_id):
            raise UserError(
                self.env._("%(swap)s is your own. Somebody else who plans must decide.", swap=self.display_name)
            )
        if not self._plans_both():
            raise UserError(
                self.env._(
                    "You do not plan the roster of %(one)s and %(other)s. "
                    "The head of the department, support staff or a manager decides.",
                    one=self.employee_id.name,
                    other=self.colleague_id.name,
                )
            )

    def _plans_both(self):
        # sudo: to tell the user's own people from others
        people = (self.employee_id | self.colleague_id).sudo()
        return self.env["aftersales.roster.line"]._filter_plannable(people) == people

    def _check_offer(self):
        self._check_is_owner()
        if not self.colleague_user_id:
            raise UserError(
                self.env._(
                    "%(person)s has no user and cannot accept. Ask who plans the roster to change it.",
                    person=self.colleague_id.name,
                )
            )
        self._check_exchange()

    def _check_accept(self):
        self._check_is_colleague()
        self._check_exchange()

    def _check_approve(self):
        self._check_decider()
        self._check_exchange()

    def _check_exchange(self):
        """Both shifts are still as agreed, far enough ahead, and fit their new people."""
        lines = self._get_lines()
        lock(lines)
        lines.invalidate_recordset(["employee_id", "state", "start_datetime"])
        if self.line_id.sudo().employee_id != self.employee_id or (
            self.other_line_id and self.other_line_id.sudo().employee_id != self.colleague_id
        ):
            raise UserError(
                self.env._("The roster of %(swap)s was changed meanwhile. Withdraw the offer.", swap=self.display_name)
            )
        for line in lines:
            self._check_swappable(line)
        problems = lines._find_problems(self._get_candidates(), ignored=lines)
        if found := [problem for problem in problems if problem]:
            raise UserError("\n".join(found))

    def _check_swappable(self, line):
        if line.state != "published" or line.kind == "rest":
            raise UserError(self.env._("%(entry)s is no published shift. Choose another one.", entry=line.display_name))
        notice = self.company_id.sudo().aftersales_roster_swap_hours
        if line.start_datetime < fields.Datetime.now() + timedelta(hours=notice):
            raise UserError(
                self.env._(
                    "%(entry)s begins in less than %(hours)s hours or has begun; it cannot be swapped any more. "
                    "Talk to who plans the roster.",
                    entry=line.display_name,
                    hours=f"{notice:g}",
                )
            )

    def _get_lines(self):
        # sudo: the two and who decides know both shifts, whoever plans them
        return (self.line_id | self.other_line_id).sudo()

    def _get_candidates(self):
        given, taken = self.line_id.sudo(), self.other_line_id.sudo()
        candidates = [Candidate(self.colleague_id.id, given.date, given.shift_id)]
        if taken:
            candidates.append(Candidate(self.employee_id.id, taken.date, taken.shift_id))
        return candidates

    # -- effects

    def _ask_colleague(self):
        for swap in self.sudo():  # the colleague neither follows nor owns it yet
            swap._ask(swap.colleague_user_id, self.env._("A colleague offers you a shift"))

    def _ask_planners(self):
        for swap in self.sudo():  # as in _ask_colleague
            swap.activity_unlink(["mail.mail_activity_data_todo"])
            if planner := swap._get_planner():
                swap._ask(planner, self.env._("Approve the swap of shifts"))

    def _ask(self, user, summary):
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.line_id.date,
            summary=summary,
            user_id=user.id,
        )

    def _get_planner(self):
        """Who is asked to approve: the head of the department, else support staff, else a manager; never the two.

        :rtype: ``res.users``, empty where nobody else plans
        """
        own = self.user_id | self.colleague_user_id
        head = self.line_id.department_id.manager_id.user_id
        groups = ("aftersales_base.group_support_staff", "aftersales_base.group_manager")
        others = [head, *(self.env.ref(group).all_user_ids for group in groups)]
        for users in others:
            fit = (users - own).filtered(lambda user: user.active and self.company_id in user.company_ids)
            if fit:
                return fit.sorted(lambda user: user.has_group("base.group_system"))[:1]
        return self.env["res.users"]

    def _end_activities(self):
        swaps = self.sudo()  # whoever decides ends what others were asked
        swaps.activity_unlink(["mail.mail_activity_data_todo"])
        for swap in swaps:
            if self.env.user not in (swap.user_id, swap.colleague_user_id):
                swap.decided_by_id = self.env.user

    def _exchange(self):
        self._end_activities()
        for swap in self.sudo():  # agreed by both and by who plans; the entries may be another planner's
            given, taken = swap.line_id, swap.other_line_id
            swap.write({"given_text": given._get_summary(), "taken_text": taken._get_summary() if taken else False})
            given._reassign(swap._prepare_exchange())
            swap.message_post(
                body=self.env._("The roster was changed as agreed."),
                partner_ids=(swap.user_id | swap.colleague_user_id).partner_id.ids,
            )

    def _prepare_exchange(self):
        """What changes on the two entries: entry → values."""
        given, taken = self.line_id, self.other_line_id
        if not taken:
            return {given: {"employee_id": self.colleague_id.id}}
        if taken.date == given.date:
            # On one day the people keep their entries and exchange what these say: each has one a day.
            return {given: {"shift_id": taken.shift_id.id}, taken: {"shift_id": given.shift_id.id}}
        return {given: {"employee_id": self.colleague_id.id}, taken: {"employee_id": self.employee_id.id}}
