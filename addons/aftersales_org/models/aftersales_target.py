from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_round

from odoo.addons.aftersales_base.models.aftersales_metric import DIGITS
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import Period, month_of

SUBJECTS = ("department_id", "job_id", "employee_id")  # from the whole to the part
LEVELS = [("company", "Store"), ("department", "Department"), ("job", "Position"), ("employee", "Employee")]
KEY = ("metric_id", "company_id", *SUBJECTS, "period_kind", "date_start")


class AftersalesTarget(models.Model):
    """What a key figure should come to: for a year or month, for the store, a department, position or person.

    A tree: each target is broken down either by months or by who contributes. Parts never exceed the whole, and what
    is not given to parts shows as the difference.
    """

    _name = "aftersales.target"
    _description = "Target"
    _inherit = ["mail.thread"]
    _order = "date_start desc, metric_id, parent_path, id"
    _parent_store = True
    _check_company_auto = True

    # -- of what, for whom, when
    metric_id = fields.Many2one("aftersales.metric", "Key Figure", required=True, index=True, ondelete="restrict")
    unit = fields.Selection(related="metric_id.unit")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    department_id = fields.Many2one("hr.department", check_company=True, index="btree_not_null")
    job_id = fields.Many2one("hr.job", "Position", check_company=True, index="btree_not_null")
    employee_id = fields.Many2one("hr.employee", check_company=True, index="btree_not_null")
    level = fields.Selection(LEVELS, compute="_compute_level", store=True, index=True)
    period_kind = fields.Selection([("year", "Year"), ("month", "Month")], "Period", required=True, default="year")
    date_start = fields.Date("From", required=True, default=lambda self: self._default_date_start())
    date_stop = fields.Date("Until Before", compute="_compute_date_stop", store=True, help="First day after.")

    # -- how much
    amount = fields.Float("Target", digits=(16, 2), tracking=True)
    state = fields.Selection(
        [("draft", "Being Planned"), ("agreed", "Agreed")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )

    # -- the tree
    parent_id = fields.Many2one("aftersales.target", "Part Of", index="btree_not_null", ondelete="cascade")
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("aftersales.target", "parent_id", "Sub-targets")

    # -- who sees it besides managers
    viewer_ids = fields.Many2many(
        "res.users",
        "aftersales_target_viewer_rel",
        compute="_compute_viewer_ids",
        store=True,
        compute_sudo=True,
        help="The person it is for, and the heads of the department.",
    )

    _amount_not_negative = models.Constraint("CHECK(amount >= 0)", "A target cannot be less than zero.")
    _key_unique = models.UniqueIndex(
        "(metric_id, company_id, COALESCE(department_id, 0), COALESCE(job_id, 0), COALESCE(employee_id, 0), "
        "period_kind, date_start)",
        "There is already a target for this key figure, period and subject.",
    )

    @api.model
    def _default_date_start(self):
        return self.env.company._get_fiscal_year(today_of(self.env.company)).start

    @api.depends("department_id", "job_id", "employee_id")
    def _compute_level(self):
        for target in self:
            finest = [name for name in SUBJECTS if target[name]]
            target.level = finest[-1].removesuffix("_id") if finest else "company"

    @api.depends("date_start", "period_kind", "company_id")
    def _compute_date_stop(self):
        for target in self:
            target.date_stop = target.date_start and target._get_whole_period().stop

    @api.depends(
        "employee_id.user_id",
        "employee_id.department_id.manager_id.user_id",
        "department_id.manager_id.user_id",
        "department_id.parent_id.manager_id.user_id",
        "department_id.parent_id.parent_id.manager_id.user_id",
        "job_id.department_id.manager_id.user_id",
    )
    def _compute_viewer_ids(self):
        for target in self:
            department = target.department_id or target.job_id.department_id or target.employee_id.department_id
            departments = department | department.parent_id | department.parent_id.parent_id
            target.viewer_ids = target.employee_id.user_id | departments.manager_id.user_id

    @api.depends("metric_id", "department_id", "job_id", "employee_id", "period_kind", "date_start")
    def _compute_display_name(self):
        for target in self:
            subject = target._get_subject_name()
            period = target.date_start and f"{target.date_start:{'%Y-%m' if target.period_kind == 'month' else '%Y'}}"
            target.display_name = " · ".join(filter(None, [target.metric_id.name, subject, period or ""]))

    @api.constrains("metric_id", "company_id", *SUBJECTS, "period_kind", "date_start", "parent_id")
    def _check_place(self):
        for target in self:
            if target.date_start != target._get_whole_period().start:
                raise ValidationError(
                    self.env._(
                        "%(target)s must begin on %(day)s, the first day of its period.",
                        target=target.display_name,
                        day=target._get_whole_period().start,
                    )
                )
            parent = target.parent_id
            if parent and not (parent._has_as_month(target) or parent._has_as_subject(target)):
                raise ValidationError(
                    self.env._(
                        "%(target)s is no part of %(whole)s. A part has the same key figure and store, and either a "
                        "month of the period or a department, position or person within.",
                        target=target.display_name,
                        whole=parent.display_name,
                    )
                )
            siblings = parent.child_ids
            if len({(part.period_kind, part.level) for part in siblings}) > 1:
                raise ValidationError(
                    self.env._(
                        "%(whole)s is already broken down in another way. Delete its parts first.",
                        whole=parent.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create([self._prepare_vals(vals) for vals in vals_list])
        targets._refresh()
        return targets

    def write(self, vals):
        result = super().write(vals)
        if set(KEY) & vals.keys():
            self._refresh()
        return result

    # -- buttons

    def action_agree(self):
        """Agree these targets with all their parts; from now on amounts change by revision only."""
        self.check_access("write")
        tree = self.search([("id", "child_of", self.ids), ("state", "=", "draft")])
        tree.state = "agreed"
        return True

    def action_replan(self):
        """Open these targets and their parts for planning again."""
        self.check_access("write")
        tree = self.search([("id", "child_of", self.ids), ("state", "=", "agreed")])
        tree.state = "draft"
        for target in self:
            target._message_log(body=self.env._("Opened for planning again."))
        return True

    def action_open_parts(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_target_action"),
            "name": self.display_name,
            "domain": [("parent_id", "=", self.id)],
            "context": {"default_parent_id": self.id, "default_metric_id": self.metric_id.id},
        }

    def action_open_rows(self):
        """The rows the actual figure counted."""
        self.ensure_one()
        return self.metric_id.action_open_rows(self.date_start, self.date_stop, self._get_dimensions())

    # -- what it is about

    @api.model
    def _prepare_vals(self, vals):
        """Any day of a month or year will do."""
        if not vals.get("date_start") or vals.get("period_kind") != "month":
            return vals
        return {**vals, "date_start": month_of(fields.Date.to_date(vals["date_start"])).start}

    def _adds_up(self):
        """Whether parts are shares of the whole; a rate is the same for everybody, not a sum."""
        return self.metric_id.accumulates and self.metric_id.kind != "ratio"

    def _has_as_month(self, part):
        same_subject = all(part[name] == self[name] for name in ("metric_id", "company_id", *SUBJECTS))
        is_within = self.date_start <= part.date_start and part.date_stop <= self.date_stop
        return same_subject and self.period_kind == "year" and part.period_kind == "month" and is_within

    def _has_as_subject(self, part):
        same = all(part[name] == self[name] for name in ("metric_id", "company_id", "period_kind", "date_start"))
        depth = [name for name, _label in LEVELS]
        inherited = all(not self[name] or part[name] == self[name] for name in SUBJECTS)
        return same and inherited and depth.index(part.level) > depth.index(self.level)

    def _get_whole_period(self):
        if self.period_kind == "month":
            return month_of(self.date_start)
        return self.company_id._get_fiscal_year(self.date_start)

    def _get_period(self):
        return Period(self.date_start, self.date_stop)

    def _get_key(self):
        return tuple(self[name].id if self._fields[name].relational else self[name] for name in KEY)

    @api.model
    def _get_vals_key(self, vals):
        return tuple(
            fields.Date.to_date(vals[name]) if name == "date_start" else vals.get(name) or False for name in KEY
        )

    def _get_dimensions(self):
        """Whom it is about, as the key figures know it: the finest subject within the store."""
        finest = [name for name in SUBJECTS if self[name]][-1:]
        return {"company": self.company_id.id} | {name.removesuffix("_id"): self[name].id for name in finest}

    def _get_subject_name(self):
        # sudo: the name of a colleague or department is known in the store
        subject = self.sudo().employee_id or self.sudo().job_id or self.sudo().department_id
        return subject.display_name or self.company_id.name

    def _get_step(self):
        if self.metric_id.unit == "money":
            return self.company_id.currency_id.rounding
        return 10 ** -min(DIGITS[self.metric_id.unit or "count"], 2)

    def _round(self, amount):
        return float_round(amount, precision_rounding=self._get_step())
