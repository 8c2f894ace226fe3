from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of

_DECIDERS = ("aftersales_base.group_manager", "hr.group_hr_user")
_OF_JOB = ("promotion", "transfer")


class AftersalesPositionChange(models.Model):
    """Why and from when somebody's position changes, and who agreed; the rights move on the day it takes effect."""

    _name = "aftersales.position.change"
    _description = "Position Change"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "effective_date desc, id desc"
    _check_company_auto = True

    # -- whose and what
    employee_id = fields.Many2one("hr.employee", required=True, index=True, check_company=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, precompute=True, index=True)
    kind = fields.Selection(
        [
            ("promotion", "Promotion"),
            ("transfer", "Transfer"),
            ("acting", "Acting"),
            ("end_acting", "End of Acting"),
        ],
        required=True,
        default="transfer",
        tracking=True,
    )
    reason = fields.Text(required=True)

    # -- from where to where
    from_job_id = fields.Many2one("hr.job", "From", compute="_compute_from_job_id", store=True, precompute=True)
    to_job_id = fields.Many2one("hr.job", "To", check_company=True, tracking=True, ondelete="restrict")
    extra_position_ids = fields.Many2many(
        "aftersales.position",
        string="Further Positions",
        compute="_compute_extra_position_ids",
        store=True,
        readonly=False,
        help="Positions held besides the new job from that day on.",
    )
    position_id = fields.Many2one("aftersales.position", "Acts As", tracking=True, ondelete="restrict")
    acting_change_id = fields.Many2one(
        "aftersales.position.change",
        "Acting That Ends",
        check_company=True,
        domain="[('employee_id', '=', employee_id), ('kind', '=', 'acting'), ('state', '=', 'done')]",
        index="btree_not_null",
        ondelete="restrict",
    )

    # -- when
    effective_date = fields.Date(
        "From Day", required=True, default=lambda self: today_of(self.env.company), tracking=True
    )
    end_date = fields.Date("Last Day", tracking=True, help="An acting position ends by itself after this day.")

    # -- who agreed
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("requested", "To Approve"),
            ("approved", "Approved"),
            ("done", "Done"),
            ("ended", "Ended"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="draft",
        tracking=True,
        index=True,
        copy=False,
    )
    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    approver_id = fields.Many2one("res.users", help="Who gets the request; others who may decide can do so as well.")
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False, index="btree_not_null")
    problem = fields.Text(readonly=True, copy=False, help="Why the change could not be carried out on its day.")

    _dates_in_order = models.Constraint(
        "CHECK(end_date >= effective_date)", "The last day of an acting position is not before its first."
    )
    _one_open_change = models.UniqueIndex(
        "(employee_id) WHERE state IN ('requested', 'approved') AND kind IN ('promotion', 'transfer')",
        "This person already has an open change of job. Carry it out or refuse it first.",
    )

    _transitions = {
        "request": Transition(("draft",), "requested", _DECIDERS, "_check_request", "_ask_approver"),
        "approve": Transition(("requested",), "approved", _DECIDERS, "_check_approve", "_note_decision"),
        "refuse": Transition(("requested", "approved"), "refused", _DECIDERS, "_check_not_own", "_note_decision"),
        "carry_out": Transition(("approved",), "done", _DECIDERS, "_check_due", "_carry_out"),
        "end": Transition(("done",), "ended", _DECIDERS, "_check_over", "_take_acting_position"),
    }

    @api.depends("employee_id")
    def _compute_company_id(self):
        for change in self:
            change.company_id = change.employee_id.company_id

    @api.depends("employee_id")
    def _compute_from_job_id(self):
        for change in self:
            change.from_job_id = change.employee_id.job_id

    @api.depends("employee_id")
    def _compute_extra_position_ids(self):
        running = self._get_running(self.employee_id)
        for change in self:
            # sudo: who may request the change sees the positions, not the rest of the version
            held = change.employee_id.sudo().aftersales_extra_position_ids
            acting = running.filtered(lambda other, change=change: other.employee_id == change.employee_id)
            change.extra_position_ids = held - acting.position_id

    @api.depends("employee_id", "kind", "to_job_id", "position_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for change in self:
            target = change.to_job_id.name if change.kind in _OF_JOB else change._get_acting_position().name
            change.display_name = ": ".join(filter(None, (change.employee_id.name, kinds.get(change.kind), target)))

    @api.constrains("kind", "to_job_id", "position_id", "end_date", "acting_change_id", "effective_date", "employee_id")
    def _check_complete(self):
        for change in self:
            if message := change._find_gap():
                raise ValidationError(message)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_requested(self):
        if kept := self.filtered(lambda change: change.state != "draft"):
            raise UserError(
                self.env._(
                    "%(changes)s was requested and stays on file. Refuse it instead of deleting it.",
                    changes=", ".join(kept.mapped("display_name")),
                )
            )

    def write(self, vals):
        fixed = self._get_fixed_fields() & vals.keys()
        if fixed and not self.env.su and (asked := self.filtered(lambda change: change.state != "draft")):
            raise UserError(
                self.env._(
                    "%(change)s was requested and cannot be changed any more. Refuse it and request another one.",
                    change=asked[0].display_name,
                )
            )
        return super().write(vals)

    # -- buttons

    def action_request(self):
        return self._transit_batch("request")

    def action_approve(self):
        waiting = self.filtered(lambda change: change.state == "requested")
        result = self._transit_batch("approve")
        # What is due already need not wait for the next run of the cron.
        for change in waiting.filtered(lambda change: change.state == "approved"):
            if change.effective_date <= change._get_today():
                change._try_move("carry_out")
        return result

    def action_refuse(self):
        return self._transit_batch("refuse")

    # -- what must be true

    @api.model
    def _get_fixed_fields(self):
        """What an approver agreed to."""
        return {
            "employee_id",
            "kind",
            "reason",
            "to_job_id",
            "extra_position_ids",
            "position_id",
            "acting_change_id",
            "effective_date",
            "end_date",
        }

    def _find_gap(self):
        """What is missing or contradicts itself, as a sentence; empty when the change is complete."""
        if self.kind in _OF_JOB:
            if not self.to_job_id:
                return self.env._("Choose the job %(person)s changes to.", person=self.employee_id.name)
            if self.state == "draft" and self.to_job_id == self.from_job_id:
                return self.env._(
                    "%(person)s is %(job)s already. Choose another job.",
                    person=self.employee_id.name,
                    job=self.to_job_id.name,
                )
        elif self.kind == "acting":
            if not self.position_id:
                return self.env._("Choose the position %(person)s acts as.", person=self.employee_id.name)
            if not self.end_date:
                return self.env._("An acting position needs a last day. Enter it; it can be ended earlier.")
        elif self.acting_change_id.employee_id != self.employee_id or self.acting_change_id.kind != "acting":
            return self.env._("Choose which acting position of %(person)s ends.", person=self.employee_id.name)
        return False

    def _check_request(self):
        self._check_no_overlap()

    def _check_approve(self):
        self._check_not_own()
        self._check_no_overlap()

    def _check_not_own(self):
        if self.env.su:
            return
        if self.env.user in (self.employee_id.sudo().user_id, self.requested_by_id):
            raise UserError(
                self.env._(
                    "%(change)s is your own or requested by you. Somebody else must decide: "
                    "another after-sales manager, or personnel.",
                    change=self.display_name,
                )
            )

    def _check_no_overlap(self):
        clash = self._find_clash()
        if clash:
            raise UserError(
                self.env._(
                    "%(change)s from %(day)s overlaps %(other)s from %(other_day)s. "
                    "Choose another day, or refuse one of the two.",
                    change=self.display_name,
                    day=self.effective_date,
                    other=clash.display_name,
                    other_day=clash.effective_date,
                )
            )
        if self.kind == "acting" and self.position_id in self.employee_id.sudo().aftersales_position_ids:
            raise UserError(
                self.env._(
                    "%(person)s holds the position %(position)s already.",
                    person=self.employee_id.name,
                    position=self.position_id.name,
                )
            )

    def _find_clash(self):
        others = Domain("employee_id", "=", self.employee_id.id) & Domain("id", "!=", self.id)
        still_open = Domain("state", "in", ("requested", "approved"))
        if self.kind in _OF_JOB:
            later = Domain("state", "=", "done") & Domain("effective_date", ">=", self.effective_date)
            others &= Domain("kind", "in", _OF_JOB) & (still_open | later)
        elif self.kind == "acting":
            others &= Domain("kind", "=", "acting") & Domain("position_id", "=", self.position_id.id)
            others &= still_open | Domain("state", "=", "done")
            others &= Domain("effective_date", "<=", self.end_date) & Domain("end_date", ">=", self.effective_date)
        else:
            others &= Domain("acting_change_id", "=", self.acting_change_id.id) & still_open
        return self.search(others, limit=1)

    def _check_due(self):
        if self.effective_date > self._get_today():
            raise UserError(
                self.env._("%(change)s takes effect on %(day)s.", change=self.display_name, day=self.effective_date)
            )
        if not self.employee_id.active:
            raise UserError(self.env._("%(person)s is archived. Refuse the change.", person=self.employee_id.name))

    def _check_over(self):
        if self.kind != "acting" or (self.end_date >= self._get_today() and not self.env.su):
            raise UserError(self.env._("%(change)s lasts until %(day)s.", change=self.display_name, day=self.end_date))

    def _get_today(self):
        return today_of(self.company_id)

    # -- effects

    def _ask_approver(self):
        for change in self.sudo():  # the requester may be neither follower nor approver
            change.requested_by_id = self.env.user
            change.approver_id = change.approver_id or change._get_approvers()[:1]
            if change.approver_id:
                change.activity_schedule(
                    "mail.mail_activity_data_todo",
                    date_deadline=change.effective_date,
                    summary=self.env._("Approve the position change"),
                    user_id=change.approver_id.id,
                )

    def _get_approvers(self):
        """Who may decide: the company's after-sales managers and personnel, administrators last; never the own."""
        deciders = self.env["res.groups"].union(*(self.env.ref(xmlid) for xmlid in _DECIDERS)).all_user_ids
        own = self.employee_id.user_id | self.requested_by_id
        others = (deciders - own).filtered(lambda user: user.active and self.company_id in user.company_ids)
        return others.sorted(lambda user: user.has_group("base.group_system"))

    def _note_decision(self):
        changes = self.sudo()  # the approver's own right to decide was checked; the rest is book-keeping
        changes.decided_by_id = self.env.user
        changes.activity_unlink(["mail.mail_activity_data_todo"])

    def _carry_out(self):
        for change in self.sudo():  # agreed to by somebody who may: the version itself belongs to personnel
            change.problem = False
            if change.kind == "end_acting":
                acting = change.acting_change_id
                if acting.state == "done":
                    acting._transit("end")
            elif change.kind == "acting":
                change._write_versions({"aftersales_extra_position_ids": [(4, change.position_id.id)]})
            else:
                change._change_job()

    def _change_job(self):
        acting = self._get_running(self.employee_id).position_id
        vals = {
            "job_id": self.to_job_id.id,
            "aftersales_extra_position_ids": [(6, 0, (self.extra_position_ids | acting).ids)],
        }
        if self.to_job_id.department_id:
            vals["department_id"] = self.to_job_id.department_id.id
        self._write_versions(vals)

    def _take_acting_position(self):
        for change in self.sudo():  # as in _carry_out
            change._write_versions({"aftersales_extra_position_ids": [(3, change.position_id.id)]}, ending=True)

    def _write_versions(self, vals, ending=False):
        """Write what changes to the version of its day, and to later ones that personnel prepared already."""
        day = self._get_today() if ending else self.effective_date
        # Not sudo, which the host takes off again before it writes the new version.
        version = self.employee_id.with_user(SUPERUSER_ID).create_version({"date_version": day})
        later = self.employee_id.version_ids.filtered(lambda other: other.date_version > day)
        if "job_id" in vals:
            later = later.filtered(lambda other: other.job_id == self.from_job_id)
        (version | later).write(vals)
        self.employee_id._position_sync_now()

    # -- reads

    def _get_acting_position(self):
        return self.position_id or self.acting_change_id.position_id

    @api.model
    def _get_running(self, employees):
        """Acting positions these people hold now."""
        return self.sudo().search(
            [("employee_id", "in", employees.ids), ("kind", "=", "acting"), ("state", "=", "done")]
        )

    @api.model
    def _get_acting_names(self, positions, companies):
        """Who acts in which position.

        :return: (position id, company id) → names
        :rtype: dict[tuple[int, int], list[str]]
        """
        # sudo: who acts for whom is known to everybody in the store
        running = self.sudo().search(
            [
                ("position_id", "in", positions.ids),
                ("company_id", "in", companies.ids),
                ("kind", "=", "acting"),
                ("state", "=", "done"),
            ]
        )
        names = {}
        for change in running:
            names.setdefault((change.position_id.id, change.company_id.id), []).append(change.employee_id.name)
        return names

    # -- crons

    @api.model
    def _cron_carry_out(self):
        """Carry out what was approved for today, end what lasted until yesterday; each change for itself."""
        self.env["hr.employee"]._position_sync_starting()
        latest = fields.Date.add(fields.Date.today(), days=1)  # some stores are a day ahead of UTC
        approved = self.search([("state", "=", "approved"), ("effective_date", "<=", latest)])
        over = self.search([("state", "=", "done"), ("kind", "=", "acting"), ("end_date", "<", latest)])
        due = [(change, "carry_out") for change in approved if change.effective_date <= change._get_today()]
        due += [(change, "end") for change in over if change.end_date < change._get_today()]
        for done, (change, move) in enumerate(due, 1):
            change._try_move(move)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(due) - done):
                break

    def _try_move(self, move):
        """Make the move, or leave the reason on the change; others are not held up by it."""
        try:
            with self.env.cr.savepoint():
                self._transit(move)
        except (UserError, ValidationError) as error:
            if self.problem != str(error):
                self.problem = str(error)
                self.message_post(body=str(error))
