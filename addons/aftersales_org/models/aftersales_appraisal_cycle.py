import logging

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import Period

from ..rules.appraisal import GRADES, part_of_year

_logger = logging.getLogger(__name__)

MANAGER = ("aftersales_base.group_manager",)
DEADLINES = ("self_deadline", "manager_deadline", "sign_deadline")
STEP_DAYS = 7  # a week for each step, counted from the end of the period, until somebody enters other days


class AftersalesAppraisalCycle(models.Model):
    """A store's appraisals of one period: who is appraised, until when, and how the grades spread."""

    _name = "aftersales.appraisal.cycle"
    _description = "Appraisal Cycle"
    _inherit = ["mail.thread", "mail.activity.mixin", "aftersales.transition.mixin"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    _transitions = {
        "open": Transition(("draft",), "open", MANAGER, "_check_begun", "_open"),
        "close": Transition(("open",), "closed", MANAGER, "_check_all_signed"),
    }

    # -- which period
    name = fields.Char(
        "Cycle", compute="_compute_name", store=True, readonly=False, required=True, precompute=True, copy=False
    )
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    kind = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("half", "Half-year"), ("year", "Year")],
        "Period",
        required=True,
        default="quarter",
    )
    date_start = fields.Date("From", required=True, default=lambda self: today_of(self.env.company))
    date_stop = fields.Date("Until Before", compute="_compute_date_stop", store=True, help="First day after.")
    state = fields.Selection(
        [("draft", "Draft"), ("open", "Running"), ("closed", "Closed")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )

    # -- by whom and until when
    manager_id = fields.Many2one(
        "res.users",
        "Appraises Heads",
        required=True,
        default=lambda self: self.env.user,
        ondelete="restrict",
        help="Appraises whoever has no head of department above: usually the after-sales manager.",
    )
    general_manager_id = fields.Many2one(
        "res.users",
        "Appraises the Manager",
        ondelete="restrict",
        help="The last in line: nobody appraises himself.",
    )
    self_deadline = fields.Date(
        "Own Score Until",
        compute="_compute_deadlines",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        copy=False,
    )
    manager_deadline = fields.Date(
        "Manager's Score Until",
        compute="_compute_deadlines",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        copy=False,
    )
    sign_deadline = fields.Date(
        "Signed Until",
        compute="_compute_deadlines",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        copy=False,
    )

    # -- how it stands
    appraisal_ids = fields.One2many("aftersales.appraisal", "cycle_id", "Appraisals")
    appraisal_count = fields.Integer("People Appraised", compute="_compute_counts")
    signed_count = fields.Integer("Signed", compute="_compute_counts")
    a_count = fields.Integer("A", compute="_compute_counts")
    b_count = fields.Integer("B", compute="_compute_counts")
    c_count = fields.Integer("C", compute="_compute_counts")
    d_count = fields.Integer("D", compute="_compute_counts")
    left_out = fields.Text(
        "Not Appraised",
        readonly=True,
        copy=False,
        groups="aftersales_base.group_manager",
        help="People without a usable form, and why.",
    )

    _period_unique = models.UniqueIndex(
        "(company_id, kind, date_start)", "This store already has an appraisal cycle for this period."
    )
    _deadlines_ordered = models.Constraint(
        "CHECK(self_deadline <= manager_deadline AND manager_deadline <= sign_deadline)",
        "First come the own scores, then the manager's, then the signatures. Put the deadlines in this order.",
    )

    @api.depends("kind", "date_start", "company_id")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for cycle in self:
            start = cycle.date_start and cycle._get_whole_period().start
            cycle.name = start and f"{start:%Y-%m} {kinds.get(cycle.kind, '')}"

    @api.depends("kind", "date_start", "company_id")
    def _compute_date_stop(self):
        for cycle in self:
            cycle.date_stop = cycle.date_start and cycle._get_whole_period().stop

    @api.depends("kind", "date_start", "company_id")
    def _compute_deadlines(self):
        for cycle in self.filtered("date_start"):
            stop = cycle._get_whole_period().stop
            for number, name in enumerate(DEADLINES, 1):
                cycle[name] = fields.Date.add(stop, days=STEP_DAYS * number)

    @api.depends("appraisal_ids.state", "appraisal_ids.grade")
    @api.depends_context("uid")
    def _compute_counts(self):
        groups = self.env["aftersales.appraisal"]._read_group(
            [("cycle_id", "in", self.ids)], ["cycle_id", "grade", "state"], ["__count"]
        )
        for cycle in self:
            mine = [(grade, state, count) for owner, grade, state, count in groups if owner == cycle]
            cycle.appraisal_count = sum(count for *_keys, count in mine)
            cycle.signed_count = sum(count for _grade, state, count in mine if state == "signed")
            for letter in GRADES:
                cycle[f"{letter}_count"] = sum(count for grade, _state, count in mine if grade == letter)

    @api.constrains("date_start", "kind", "company_id")
    def _check_first_day(self):
        for cycle in self:
            if cycle.date_start != cycle._get_whole_period().start:
                raise ValidationError(
                    self.env._(
                        "%(cycle)s must begin on %(day)s, the first day of its period.",
                        cycle=cycle.name,
                        day=cycle._get_whole_period().start,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_opened(self):
        if opened := self.filtered(lambda cycle: cycle.state != "draft"):
            raise UserError(
                self.env._("%(cycles)s was opened and stays on file.", cycles=", ".join(opened.mapped("name")))
            )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._prepare_vals(vals) for vals in vals_list])

    def write(self, vals):
        fixed = {"company_id", "kind", "date_start"} & vals.keys()
        if fixed and (opened := self.filtered(lambda cycle: cycle.state != "draft")):
            raise UserError(
                self.env._("The period of %(cycle)s is fixed: it was opened already.", cycle=opened[0].name)
            )
        result = super().write(vals)
        if set(DEADLINES) & vals.keys():
            # sudo: whose turn it is has the reminder, not who changes the deadline
            self.sudo().appraisal_ids._redate_steps()
        return result

    def copy_data(self, default=None):
        """A copy is for the first period no cycle is there for yet."""
        vals_list = super().copy_data(default)
        for cycle, vals in zip(self, vals_list, strict=True):
            if "date_start" not in (default or {}):
                vals["date_start"] = cycle._get_last_of_kind().date_stop
        return vals_list

    # -- buttons

    def action_open(self):
        self._transit("open")

    def action_close(self):
        self._transit("close")

    def action_add_people(self):
        """Add whoever joined since, each once."""
        self.check_access("write")
        if closed := self.filtered(lambda cycle: cycle.state != "open"):
            raise UserError(self.env._("%(cycle)s is not open.", cycle=closed[0].name))
        self._open()

    def action_refresh(self):
        """Bring the key figures up to date, as far as they are not calibrated yet."""
        self.check_access("write")
        # sudo: the figures are written by the system only
        self.sudo().appraisal_ids._fill_figures()

    def action_open_appraisals(self):
        self.ensure_one()
        return self._open_appraisals("aftersales_org.aftersales_appraisal_action")

    def action_calibrate(self):
        self.ensure_one()
        return self._open_appraisals("aftersales_org.aftersales_appraisal_calibration_action")

    def _open_appraisals(self, xmlid):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(xmlid),
            "domain": [("cycle_id", "=", self.id)],
            "context": {},
        }

    # -- opening

    def _check_begun(self):
        if today_of(self.company_id) < self.date_start:
            raise UserError(self.env._("%(cycle)s begins on %(day)s only.", cycle=self.name, day=self.date_start))

    def _check_all_signed(self):
        waiting = self.sudo().appraisal_ids.filtered(lambda appraisal: appraisal.state != "signed")
        if waiting:
            raise UserError(
                self.env._(
                    "%(cycle)s waits for %(count)s appraisals, among them %(people)s. Close it when all are signed.",
                    cycle=self.name,
                    count=len(waiting),
                    people=", ".join(waiting[:5].employee_id.mapped("name")),
                )
            )

    def _open(self):
        """An appraisal for everybody whose position has a form, each once; the rest is listed with the reason."""
        lock(self)
        for cycle in self.sudo():  # the right to open was checked; appraisals are created by opening only
            vals_list, problems = cycle._prepare_appraisals()
            cycle.left_out = "\n".join(problems) or False
            appraisals = self.env["aftersales.appraisal"].sudo().create(vals_list)
            appraisals._fill_figures()
            appraisals._transit("start")

    def _prepare_appraisals(self):
        """Values of the appraisals that are missing, and why some people get none."""
        forms = self.env["aftersales.appraisal.form"]._find_forms(self.company_id)
        present = self.appraisal_ids.employee_id
        vals_list, problems = [], []
        holders = self.env["hr.employee"]._get_position_holders(self.company_id, self._get_period())
        for employee, version in holders.items():
            positions = version.job_id.aftersales_position_id | version.aftersales_extra_position_ids
            if employee in present or not employee.active or not positions:
                continue
            position = next((each for each in positions if each in forms), positions[:1])
            appraiser = self._find_appraiser(employee, version.department_id)
            if problem := self._find_problem(employee, position, forms.get(position), appraiser):
                problems.append(problem)
                continue
            vals_list.append(self._prepare_appraisal_vals(employee, version, position, forms[position], appraiser))
        return vals_list, problems

    def _find_problem(self, employee, position, form, appraiser):
        if not form:
            return self.env._(
                "%(person)s: position %(position)s has no form.", person=employee.name, position=position.name
            )
        if gap := form._find_gap():
            return f"{employee.name}: {gap}"
        if not employee.user_id:
            return self.env._("%(person)s has no login to sign with.", person=employee.name)
        if not appraiser:
            return self.env._(
                "%(person)s has nobody above who could appraise. Enter who appraises the manager.",
                person=employee.name,
            )
        return False

    def _find_appraiser(self, employee, department):
        """The nearest head of department, else the cycle's manager, the general manager last; never the own self."""
        last = self.manager_id | self.general_manager_id
        return (employee._get_head_users(department) or last - employee.user_id)[:1]

    def _prepare_appraisal_vals(self, employee, version, position, form, appraiser):
        return {
            "cycle_id": self.id,
            "employee_id": employee.id,
            "position_id": position.id,
            "department_id": version.department_id.id,
            "appraiser_id": appraiser.id,
            "form_id": form.id,
            **{name: form[name] for name in ("points", "own_share", "max_attainment", "a_from", "b_from", "c_from")},
            "line_ids": [Command.create(line._prepare_appraisal_line()) for line in form.line_ids],
        }

    # -- the period

    def _get_last_of_kind(self):
        return self.search(
            [("company_id", "=", self.company_id.id), ("kind", "=", self.kind)], order="date_start desc", limit=1
        )

    @api.model
    def _prepare_vals(self, vals):
        """Any day of the period will do."""
        if not vals.get("date_start"):
            return vals
        company = self.env["res.company"].browse(vals.get("company_id") or self.env.company.id)
        day = fields.Date.to_date(vals["date_start"])
        kind = vals.get("kind") or self.default_get(["kind"])["kind"]
        return {**vals, "date_start": part_of_year(company._get_fiscal_year(day), day, kind).start}

    def _get_whole_period(self):
        return part_of_year(self.company_id._get_fiscal_year(self.date_start), self.date_start, self.kind)

    def _get_period(self):
        return Period(self.date_start, self.date_stop)

    # -- crons

    @api.model
    def _cron_refresh(self):
        """Refresh the figures of open cycles and remind who is late, a cycle per transaction."""
        cycles = self.search([("state", "=", "open")])
        self.env["ir.cron"]._commit_progress(remaining=len(cycles))
        for cycle in cycles:
            cycle._try_refresh()
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _try_refresh(self):
        """Refresh one cycle; what is wrong with it is logged and holds up no other store."""
        try:
            with self.env.cr.savepoint():
                self.appraisal_ids._fill_figures()
                self.appraisal_ids._remind()
        except (UserError, ValueError):
            _logger.warning("%s of %s was not refreshed", self.name, self.company_id.name, exc_info=True)
