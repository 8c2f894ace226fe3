from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition

SUPERVISOR = "aftersales_base.group_workshop_supervisor"
TECHNICIAN = "aftersales_base.group_technician"
ADVISOR = "aftersales_base.group_service_advisor"
# What a technician writes down about the own work; the rest is agreed by the advisor or planned by the supervisor.
TECHNICIAN_FIELDS = {"actual_hours"}


class AftersalesJob(models.Model):
    """One piece of work on a repair order: an operation, who does it, how long it takes, who pays."""

    _name = "aftersales.job"
    _description = "Job"
    _inherit = ["hr.mixin", "aftersales.payer.mixin", "aftersales.transition.mixin"]
    _order = "repair_id, sequence, id"
    _check_company_auto = True

    # -- what is to be done
    repair_id = fields.Many2one("repair.order", required=True, index=True, ondelete="cascade", check_company=True)
    company_id = fields.Many2one(related="repair_id.company_id", store=True, precompute=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    sequence = fields.Integer(default=10)
    operation_id = fields.Many2one("aftersales.operation", "Labour Operation", check_company=True)
    name = fields.Char(
        "Work",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    vehicle_id = fields.Many2one(related="repair_id.vehicle_id")

    # -- who does it and how long
    technician_ids = fields.Many2many("hr.employee", string="Technicians", check_company=True)
    technician_user_ids = fields.Many2many(
        "res.users",
        "aftersales_job_technician_user_rel",
        compute="_compute_technician_user_ids",
        store=True,
        help="Users of the technicians; who is one of them may clock the job.",
    )
    standard_hours = fields.Float(
        compute="_compute_standard_hours",
        store=True,
        readonly=False,
        precompute=True,
        digits=(16, 2),
    )
    actual_hours = fields.Float(digits=(16, 2), copy=False)
    started_datetime = fields.Datetime("Started", readonly=True, copy=False)
    finished_datetime = fields.Datetime("Finished On", readonly=True, copy=False)
    state = fields.Selection(
        [("waiting", "Waiting"), ("in_progress", "In Progress"), ("done", "Done"), ("cancelled", "Cancelled")],
        default="waiting",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        group_expand="_group_expand_state",
    )

    is_cancelled_with_order = fields.Boolean(
        readonly=True, copy=False, help="Comes back when the order is set to new; work refused before does not."
    )
    may_plan = fields.Boolean(compute="_compute_may_plan", help="The current user decides what is done and by whom.")

    # -- who pays
    hourly_rate = fields.Float(
        compute="_compute_hourly_rate",
        store=True,
        readonly=False,
        precompute=True,
        digits="Product Price",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, precompute=True)
    share_ids = fields.One2many("aftersales.payer.share", "job_id", "Shares", copy=True)
    sale_line_id = fields.Many2one("sale.order.line", readonly=True, copy=False, index="btree_not_null")

    _hours_positive = models.Constraint(
        "CHECK(standard_hours > 0)",
        "A job needs standard hours above zero. Take them from the labour operation.",
    )
    _actual_not_negative = models.Constraint(
        "CHECK(actual_hours >= 0)", "Nobody works less than no time. Enter the hours it took."
    )
    _rate_not_negative = models.Constraint("CHECK(hourly_rate >= 0)", "An hour of work cannot cost less than nothing.")

    _kept_fields = frozenset({"sale_line_id", "amount", "started_datetime", "finished_datetime", "technician_user_ids"})
    _transitions = {
        "start": Transition(
            ("waiting",),
            "in_progress",
            (TECHNICIAN, SUPERVISOR),
            guard="_check_may_start",
            effect="_effect_start",
        ),
        "finish": Transition(("in_progress",), "done", (TECHNICIAN, SUPERVISOR), effect="_effect_finish"),
        "rework": Transition(("done",), "in_progress", (SUPERVISOR,), guard="_check_order_open"),
        "cancel": Transition(
            ("waiting",),
            "cancelled",
            (ADVISOR, SUPERVISOR),
            guard="_check_order_open",
            effect="_effect_cancel",
        ),
    }

    @api.depends("operation_id")
    def _compute_name(self):
        for job in self:
            job.name = job.operation_id.name or job.name

    @api.depends("operation_id")
    def _compute_standard_hours(self):
        for job in self:
            job.standard_hours = job.operation_id.standard_hours or job.standard_hours or 1.0

    @api.depends("operation_id")
    def _compute_hourly_rate(self):
        for job in self:
            company = job.repair_id.company_id or self.env.company
            job.hourly_rate = job.operation_id.hourly_rate or job.hourly_rate or company.aftersales_labour_rate

    @api.depends("standard_hours", "hourly_rate", "repair_id.company_id")
    def _compute_amount(self):
        for job in self:
            currency = job.repair_id.company_id.currency_id
            job.amount = currency.round(job.standard_hours * job.hourly_rate) if currency else 0

    @api.depends_context("uid")
    def _compute_may_plan(self):
        self.may_plan = self._may_plan()

    @api.depends("repair_id.state", "technician_user_ids")
    def _compute_allowed_moves(self):
        """Nobody starts what is not agreed, nor what a colleague was given."""
        result = super()._compute_allowed_moves()
        for job in self.filtered(lambda job: ",start," in (job.allowed_moves or "")):
            others = job.technician_user_ids and self.env.user not in job.technician_user_ids
            if job.repair_id.state not in ("confirmed", "under_repair") or (others and not job._may_plan()):
                rest = job.allowed_moves.replace(",start,", ",")
                job.allowed_moves = rest if rest != "," else False
        return result

    @api.depends("technician_ids.user_id")
    def _compute_technician_user_ids(self):
        for job in self:
            job.technician_user_ids = job.sudo().technician_ids.user_id

    @api.depends("name", "repair_id.name")
    @api.depends_context("within_order")
    def _compute_display_name(self):
        """On its order's own screen a job goes by its name alone."""
        for job in self:
            within = self.env.context.get("within_order")
            job.display_name = job.name if within else f"{job.repair_id.name}: {job.name}"

    def _group_expand_state(self, states, _domain):
        """Each step has its column; the cancelled ones only where there are any."""
        return [state for state, _label in self._fields["state"].selection if state != "cancelled" or state in states]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        if agreed := self.filtered(
            lambda job: job.repair_id.state not in ("draft", "cancel") or job.state != "waiting"
        ):
            raise UserError(
                self.env._(
                    "%(job)s is agreed work and stays on record. Cancel it instead of deleting it.",
                    job=agreed[0].display_name,
                )
            )
        (self.sale_line_id | self.share_ids.sale_line_id | self.share_ids.counter_line_id)._drop_from_repair()

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs.repair_id._check_takes_work()
        jobs.repair_id._sync_estimates_if_agreed()
        return jobs

    def write(self, vals):
        if vals.keys() - TECHNICIAN_FIELDS and not self._may_plan():
            raise AccessError(
                self.env._(
                    "What is done on %(order)s is agreed by the service advisor and planned by the supervisor. "
                    "Ask them.",
                    order=self.repair_id[:1].name,
                )
            )
        if not self.env.su:
            self.repair_id._check_not_settled()
        if "repair_id" in vals and self.repair_id.ids != [vals["repair_id"]]:
            raise UserError(
                self.env._("%(job)s stays on its order. Add the work to the other one.", job=self[0].display_name)
            )
        result = super().write(vals)
        if {"operation_id", "name", "standard_hours", "hourly_rate", "payer"} & vals.keys():
            self._check_shares()
            self.repair_id._sync_estimates_if_agreed()
        return result

    @api.model
    def _may_plan(self):
        return self.env.su or any(self.env.user.has_group(group) for group in (ADVISOR, SUPERVISOR))

    # -- buttons

    def action_start(self):
        self._transit("start")

    def action_finish(self):
        self._transit("finish")

    def action_rework(self):
        self._transit("rework")

    def action_cancel(self):
        self._transit("cancel")

    def action_open_shares(self):
        return self._get_share_action("aftersales_job_view_form_shares")

    # -- what the moves need and do

    def _check_may_start(self):
        if self.repair_id.state not in ("confirmed", "under_repair"):
            raise UserError(
                self.env._(
                    "%(order)s is not agreed with the customer yet. The service advisor confirms it first.",
                    order=self.repair_id.name,
                )
            )

    def _check_order_open(self):
        self.repair_id._check_not_finished()

    def _effect_start(self):
        """The first job that starts puts its order under repair; a job nobody was given is its starter's.

        ``sudo``: a technician plans neither jobs nor orders; the move's own rights and guard have passed.
        """
        jobs = self.sudo()
        jobs.started_datetime = fields.Datetime.now()
        if employee := self.env.user.employee_id:
            jobs.filtered(lambda job: not job.technician_ids).technician_ids = employee
        jobs.repair_id.filtered(lambda repair: repair.state == "confirmed").action_repair_start()

    def _effect_finish(self):
        now = fields.Datetime.now()
        # The move's own rights have passed; a technician may not write the time by hand.
        self.sudo().finished_datetime = now
        for job in self.filtered(lambda job: not job.actual_hours):
            job.actual_hours = (now - job.started_datetime).total_seconds() / 3600

    def _effect_cancel(self):
        self.repair_id._sync_estimates_if_agreed()

    # -- as a line somebody pays

    def _get_line_amount(self):
        return self.amount

    def _get_delivered_quantity(self):
        return self.standard_hours if self.state == "done" else 0.0

    def _is_billable(self):
        return self.state != "cancelled"

    def _get_sale_name(self):
        return self.name

    def _get_labour_product(self):
        if product := self.operation_id.product_id:
            return product
        # Its id is remembered; ``env.ref`` would ask for every job whether the product still exists.
        return product.browse(self.env["ir.model.data"]._xmlid_to_res_id("aftersales_workshop.product_labour"))

    def _prepare_sale_line_vals(self):
        product = self._get_labour_product()
        return {
            "product_id": product.id,
            "name": self.name or product.display_name,
            "product_uom_qty": self.standard_hours,
            "product_uom_id": product.uom_id.id,
            "price_unit": self.hourly_rate,
            # The order's price is the price; a price list has been asked already.
            "discount": 0.0,
        }
