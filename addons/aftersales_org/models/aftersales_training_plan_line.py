from odoo import Command, api, fields, models

MONTHS = [
    ("1", "January"),
    ("2", "February"),
    ("3", "March"),
    ("4", "April"),
    ("5", "May"),
    ("6", "June"),
    ("7", "July"),
    ("8", "August"),
    ("9", "September"),
    ("10", "October"),
    ("11", "November"),
    ("12", "December"),
]


class AftersalesTrainingPlanLine(models.Model):
    """A course of the year's plan: planned people and costs against what was held, attended and spent."""

    _name = "aftersales.training.plan.line"
    _description = "Course of a Training Plan"
    _order = "plan_id, month_number, id"
    _check_company_auto = True

    plan_id = fields.Many2one("aftersales.training.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True, precompute=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    plan_state = fields.Selection(related="plan_id.state", string="Plan State")

    # -- planned
    course_id = fields.Many2one("aftersales.course", required=True, check_company=True, ondelete="restrict")
    month = fields.Selection(MONTHS, required=True, default="1")
    month_number = fields.Integer(compute="_compute_month_number", store=True, aggregator=None)
    position_ids = fields.Many2many(
        "aftersales.position", "aftersales_plan_line_position_rel", "line_id", "position_id", "For Positions"
    )
    planned_people = fields.Integer("People Planned")
    budget = fields.Monetary()

    # -- held
    session_ids = fields.One2many("aftersales.session", "plan_line_id", "Sessions")
    need_ids = fields.One2many("aftersales.training.need", "plan_line_id", "Needs")
    held_count = fields.Integer("Sessions Held", compute="_compute_actual", compute_sudo=True)
    attended_count = fields.Integer("People Trained", compute="_compute_actual", compute_sudo=True)
    cost_total = fields.Monetary("Costs", compute="_compute_actual", compute_sudo=True)
    is_over_budget = fields.Boolean(compute="_compute_actual", compute_sudo=True)

    _numbers_not_negative = models.Constraint(
        "CHECK(planned_people >= 0 AND budget >= 0)", "People and budget cannot be less than zero."
    )

    @api.depends("month")
    def _compute_month_number(self):
        for line in self:
            line.month_number = int(line.month or 0)

    @api.depends("course_id", "month")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " – ".join(filter(None, (line.plan_id.name, line.course_id.name)))

    @api.depends("session_ids.state", "session_ids.cost_total", "budget")
    def _compute_actual(self):
        sessions = {
            line.id: (count, cost)
            for line, count, cost in self.env["aftersales.session"]._read_group(
                [("plan_line_id", "in", self.ids), ("state", "in", ("held", "closed"))],
                ["plan_line_id"],
                ["__count", "cost_total:sum"],
            )
        }
        people = {
            line.id: count
            for line, count in self.env["aftersales.session.attendee"]._read_group(
                [
                    ("plan_line_id", "in", self.ids),
                    ("state", "=", "present"),
                    ("session_state", "in", ("held", "closed")),
                ],
                ["plan_line_id"],
                ["__count"],
            )
        }
        for line in self:
            line.held_count, line.cost_total = sessions.get(line.id, (0, 0))
            line.attended_count = people.get(line.id, 0)
            line.is_over_budget = line.currency_id.compare_amounts(line.cost_total, line.budget) > 0

    @api.onchange("course_id")
    def _onchange_course_id(self):
        self.position_ids = self.course_id.position_ids

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.plan_id._check_open()
        return lines

    def write(self, vals):
        if self.env.su:
            return super().write(vals)
        self.plan_id._check_open()
        result = super().write(vals)
        self.plan_id._check_open()  # once more, for what was moved to another plan
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self.plan_id._check_open()

    def action_plan_session(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Session"),
            "res_model": "aftersales.session",
            "view_mode": "form",
            "context": {
                "default_plan_line_id": self.id,
                "default_course_id": self.course_id.id,
                "default_company_id": self.company_id.id,
                "default_attendee_ids": [
                    Command.create({"employee_id": person.id}) for person in self.need_ids.employee_id
                ],
            },
        }

    def action_open_sessions(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_org.aftersales_session_action"),
            "domain": [("plan_line_id", "in", self.ids)],
            "context": {"default_plan_line_id": self.id, "default_course_id": self.course_id.id},
        }
