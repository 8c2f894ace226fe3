import logging

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months, month_of

from ..rules.incentive import net

_logger = logging.getLogger(__name__)

DECIDERS = ("aftersales_base.group_manager", "hr.group_hr_user")
LOCKED = ("approved", "paid")


class AftersalesIncentive(models.Model):
    """What somebody earned by the incentive rules in a month; fixed once approved."""

    _name = "aftersales.incentive"
    _description = "Incentive Statement"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "month desc, department_id, id desc"
    _check_company_auto = True

    _transitions = {
        "approve": Transition(("draft",), "approved", DECIDERS, "_check_approvable", "_note_approval"),
        "pay": Transition(("approved",), "paid", DECIDERS, "_check_not_own", "_note_payment"),
    }
    _kept_fields = frozenset(
        {
            "employee_id",
            "company_id",
            "month",
            "department_id",
            "position_id",
            "line_ids",
            "problem",
            "approved_by_id",
            "approved_datetime",
            "paid_date",
        }
    )

    # -- whose and when
    employee_id = fields.Many2one("hr.employee", required=True, index=True, check_company=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    month = fields.Date(required=True, help="First day of the month.")
    position_id = fields.Many2one("aftersales.position", ondelete="restrict")
    department_id = fields.Many2one("hr.department", check_company=True, ondelete="restrict")
    user_id = fields.Many2one(
        "res.users", "Login", compute="_compute_user_id", store=True, compute_sudo=True, index="btree_not_null"
    )
    head_ids = fields.Many2many(
        "res.users",
        "aftersales_incentive_head_rel",
        string="Heads of Department",
        compute="_compute_head_ids",
        store=True,
        compute_sudo=True,
    )
    state = fields.Selection(
        [("draft", "Draft"), ("approved", "Approved"), ("paid", "Paid")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        index=True,
        group_expand=True,
    )

    # -- how much
    line_ids = fields.One2many("aftersales.incentive.line", "incentive_id", "Lines")
    amount_earned = fields.Monetary("Earned", compute="_compute_amounts", store=True)
    amount_deducted = fields.Monetary("Deducted", compute="_compute_amounts", store=True)
    amount_corrected = fields.Monetary("Corrections", compute="_compute_amounts", store=True)
    amount_raised = fields.Monetary(
        "Raised to Zero", compute="_compute_amounts", store=True, help="Deductions never exceed what was earned."
    )
    amount_carried = fields.Monetary(
        "Carried Over",
        compute="_compute_amounts",
        store=True,
        help="Corrections that exceed what the month pays; with the approval they go into the next open month.",
    )
    amount_total = fields.Monetary("Total", compute="_compute_amounts", store=True)
    problem = fields.Text("To Be Looked At", readonly=True, copy=False, help="Rules that could not be computed.")

    # -- who agreed
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    approved_datetime = fields.Datetime("Approved At", readonly=True, copy=False)
    paid_date = fields.Date("Paid On", readonly=True, copy=False)
    correction_ids = fields.One2many("aftersales.incentive.line", "corrected_incentive_id", "Corrected Later")

    _month_unique = models.UniqueIndex(
        "(employee_id, month, company_id)", "This person already has a statement for this month."
    )

    @api.depends("employee_id.user_id")
    def _compute_user_id(self):
        for statement in self:
            statement.user_id = statement.employee_id.user_id

    @api.depends(
        "employee_id.user_id",
        "department_id.manager_id.user_id",
        "department_id.parent_id.manager_id.user_id",
        "department_id.parent_id.parent_id.manager_id.user_id",
    )
    def _compute_head_ids(self):
        # A new head concerns all months of a department: those who have the same heads are written at once.
        for heads, statements in self.grouped(
            lambda statement: statement.employee_id._get_head_users(statement.department_id)
        ).items():
            statements.head_ids = heads

    @api.depends("line_ids.amount", "line_ids.kind")
    def _compute_amounts(self):
        for statement in self:
            rounding = statement.currency_id.round
            amounts = {"earned": 0.0, "deducted": 0.0, "corrected": 0.0}
            for line in statement.line_ids:
                amounts[line._get_sum_name()] += line.amount
            for name, amount in amounts.items():
                statement[f"amount_{name}"] = rounding(amount)
            statement.amount_total, statement.amount_raised, statement.amount_carried = net(*amounts.values(), rounding)

    @api.depends("employee_id", "month")
    def _compute_display_name(self):
        for statement in self:
            statement.display_name = (
                f"{statement.employee_id.name} · {statement.month:%Y-%m}" if statement.month else ""
            )

    @api.constrains("month")
    def _check_month(self):
        for statement in self:
            if statement.month.day != 1:
                raise ValidationError(
                    self.env._("The month of a statement is given by its first day, not %(day)s.", day=statement.month)
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_corrected(self):
        if corrected := self.filtered(lambda statement: "correction" in statement.line_ids.mapped("kind")):
            raise UserError(
                self.env._(
                    "%(statements)s carries corrections of earlier months. Take them off first.",
                    statements=", ".join(corrected.mapped("display_name")),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_draft(self):
        if locked := self.filtered(lambda statement: statement.state in LOCKED):
            raise UserError(
                self.env._(
                    "%(statements)s is approved and stays on file.",
                    statements=", ".join(locked.mapped("display_name")),
                )
            )

    # -- buttons

    def action_approve(self):
        """Approve; of many, those that are not ready stay as they are and are listed."""
        return self.filtered(lambda each: each.state != "paid")._transit_batch("approve") or True

    def action_pay(self):
        return self._transit_batch("pay") or True

    def action_prepare_again(self):
        """Compute these drafts anew."""
        self._check_decider()
        for (company, start), statements in self.grouped(lambda each: (each.company_id, each.month)).items():
            if locked := statements.filtered(lambda each: each.state in LOCKED):
                raise UserError(locked._get_locked_message())
            self._prepare_month(company, month_of(start), statements.sudo().employee_id)

    def action_propose_corrections(self):
        """Compute approved months again; what comes out differently becomes a line of the next open month."""
        self._check_decider()
        proposed, unchanged = self._propose_corrections()
        if not proposed:
            message = self.env._("Computed again: nothing has changed.")
        else:
            message = "\n".join(
                self.env._(
                    "%(statement)s: %(amount)s in the next open month",
                    statement=line.corrected_incentive_id.display_name,
                    amount=line.currency_id.format(line.amount),
                )
                for line in proposed
            )
        return notice(message, "warning" if proposed else "success")

    def action_open_corrections(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_incentive_line_action"),
            "domain": [("corrected_incentive_id", "=", self.id)],
        }

    # -- guards

    def _check_decider(self):
        """:raise UserError: the user may not prepare, approve or correct statements"""
        self.check_access("read")
        if not self.env.su and not any(self.env.user.has_group(group) for group in DECIDERS):
            raise UserError(self.env._("The after-sales manager or personnel prepare and correct statements."))

    def _check_approvable(self):
        if obstacle := self._find_obstacle():
            raise UserError(obstacle)

    def _check_not_own(self):
        if obstacle := self._find_own():
            raise UserError(obstacle)

    def _find_obstacle(self):
        """Why the statement cannot be approved, as a sentence; empty when it can."""
        self.ensure_one()
        stop = month_of(self.month).stop
        if today_of(self.company_id) < stop:
            return self.env._(
                "%(statement)s is not over yet. Approve it from %(day)s on.", statement=self.display_name, day=stop
            )
        return self._find_own()

    def _find_own(self):
        if not self.env.su and self.sudo().user_id == self.env.user:
            return self.env._(
                "%(statement)s is your own. The general manager or personnel approve and pay it.",
                statement=self.display_name,
            )
        return False

    def _get_locked_message(self):
        return self.env._(
            "%(statements)s is approved and cannot change. Enter a correction: it goes into the next month.",
            statements=", ".join(self.mapped("display_name")),
        )

    # -- effects

    def _note_approval(self):
        # sudo: who approved and when is written by the step only, which checked the right to it
        self.sudo().write({"approved_by_id": self.env.uid, "approved_datetime": fields.Datetime.now()})
        self._carry_over()
        for start, statements in self.sudo().filtered("user_id").grouped("month").items():
            statements._notify_ready(f"{start:%Y-%m}")

    def _notify_ready(self, month):
        """One message for all people of a month: it says nothing about anybody, and leads each to the own statement."""
        text = self.env._("Your statement of %(month)s is ready.", month=month)
        self.env["mail.thread"].message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=text,
            body=Markup('<a href="/odoo/my-incentives">%s</a>') % text,
        )

    def _note_payment(self):
        for company, statements in self.sudo().grouped("company_id").items():  # sudo: see _note_approval
            statements.paid_date = today_of(company)

    # -- crons

    @api.model
    def _cron_prepare(self):
        """Bring the drafts of last month up to date, a store per transaction."""
        rules = self.env["aftersales.incentive.rule"]
        companies = [company for (company,) in rules._read_group([], ["company_id"])]
        self.env["ir.cron"]._commit_progress(remaining=len(companies))
        for company in companies:
            self.with_company(company)._try_prepare_last_month(company)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    @api.model
    def _try_prepare_last_month(self, company):
        """Prepare one store; what is wrong with it is logged and holds up no other store."""
        month = month_of(add_months(month_of(today_of(company)).start, -1))
        try:
            with self.env.cr.savepoint():
                self._prepare_month(company, month)
        except (UserError, ValueError):
            _logger.warning("Incentives of %s were not prepared", company.name, exc_info=True)
