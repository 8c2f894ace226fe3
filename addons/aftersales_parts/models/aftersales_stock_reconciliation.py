from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.store_day import today_of
from odoo.addons.aftersales_base.rules.period import add_months, month_of

PLANNERS = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")
MANAGER = ("aftersales_base.group_manager",)
NAMED_PARTS = 5  # in a message
UNEXPLAINED = [("has_difference", "=", True), ("is_explained", "=", False), ("note", "in", (False, ""))]


class AftersalesStockReconciliation(models.Model):
    """A store's month of parts: what there was, came and went must be what is there, part by part.

    Closed it is evidence, and where the next month begins.
    """

    _name = "aftersales.stock.reconciliation"
    _description = "Stock Reconciliation"
    _inherit = ["mail.thread", "aftersales.evidence.mixin"]
    _order = "month desc, company_id"
    _check_company_auto = True

    _sealed_states = frozenset({"closed"})
    _kept_fields = frozenset({"computed_datetime", "closed_by_id", "closed_datetime"})
    _transitions = {
        "compute": Transition(("draft",), "computed", PLANNERS),
        "close": Transition(("computed",), "closed", MANAGER, guard="_check_closable", effect="_close"),
    }

    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        default=lambda self: add_months(month_of(today_of(self.env.company)).start, -1),
        help="Any day of the month.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("computed", "Computed"), ("closed", "Closed")],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    line_ids = fields.One2many("aftersales.stock.reconciliation.line", "reconciliation_id", "Parts", copy=False)
    difference_line_ids = fields.One2many(
        "aftersales.stock.reconciliation.line",
        "reconciliation_id",
        "Parts That Differ",
        domain=[("has_difference", "=", True)],
    )
    computed_datetime = fields.Datetime("Computed On", readonly=True, copy=False)
    signature = fields.Binary(copy=False, attachment=True, help="Of the manager who closes the month.")
    closed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    closed_datetime = fields.Datetime("Closed On", readonly=True, copy=False)

    # -- the sums
    part_count = fields.Integer("Number of Parts", compute="_compute_sums")
    difference_count = fields.Integer("Differences", compute="_compute_sums")
    unexplained_count = fields.Integer(
        "Not Explained",
        compute="_compute_sums",
        help="Differences that neither documents nor a note account for.",
    )
    opening_value = fields.Monetary(compute="_compute_sums")
    in_value = fields.Monetary("Came In", compute="_compute_sums")
    out_value = fields.Monetary("Went Out", compute="_compute_sums")
    closing_value = fields.Monetary(compute="_compute_sums")

    _month_once = models.Constraint(
        "UNIQUE(company_id, month)", "This store has a reconciliation of this month already."
    )

    @api.depends("month", "company_id")
    def _compute_display_name(self):
        for record in self:
            month = fields.Date.to_string(record.month)[:7] if record.month else ""
            record.display_name = " · ".join(name for name in (month, record.company_id.name) if name)

    @api.depends("line_ids.has_difference", "line_ids.is_explained", "line_ids.note", "line_ids.closing_value")
    def _compute_sums(self):
        lines = self.env["aftersales.stock.reconciliation.line"]
        names = ("opening_value", "in_value", "out_value", "closing_value")
        sums = {
            record: figures
            for record, *figures in lines._read_group(
                [("reconciliation_id", "in", self.ids)],
                ["reconciliation_id"],
                ["__count", *(f"{name}:sum" for name in names)],
            )
        }
        differing = [("reconciliation_id", "in", self.ids), ("has_difference", "=", True)]
        by_record = ["reconciliation_id"], ["__count"]
        different = dict(lines._read_group(differing, *by_record))
        unexplained = dict(lines._read_group([("reconciliation_id", "in", self.ids), *UNEXPLAINED], *by_record))
        for record in self:
            record.part_count, *values = sums.get(record, [0] * 5)
            for name, value in zip(names, values, strict=True):
                record[name] = value
            record.difference_count = different.get(record, 0)
            record.unexplained_count = unexplained.get(record, 0)

    @api.constrains("month")
    def _check_month(self):
        for record in self:
            if record.month > today_of(record.company_id):
                raise ValidationError(self.env._("The month has not begun. Choose one that is over."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if closed := self.filtered(lambda record: record.state == "closed"):
            raise UserError(self.env._("%(month)s is closed and stays on record.", month=closed[0].display_name))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("month"):
                vals["month"] = month_of(fields.Date.to_date(vals["month"])).start
        return super().create(vals_list)

    def _check_may_write(self, vals):
        if {"month", "company_id"} & vals.keys() and self.line_ids:
            raise UserError(self.env._("%(month)s is computed. Make a new one.", month=self[:1].display_name))

    def action_compute(self):
        """Count the month anew; explanations given stay with their parts."""
        self.check_access("write")
        self._check_not_sealed()
        self._transit("compute")
        for record in self:
            record._compute_lines()

    def action_close(self):
        self._transit("close")

    def action_open_lines(self):
        return self._open_lines(self.env._("Parts"))

    def action_open_differences(self):
        action = self._open_lines(self.env._("Differences"))
        return {**action, "domain": [*action["domain"], ("has_difference", "=", True)]}

    def action_open_unexplained(self):
        action = self._open_lines(self.env._("Not Explained"))
        return {**action, "domain": [*action["domain"], *UNEXPLAINED]}

    def _open_lines(self, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.display_name}: {title}",
            "res_model": "aftersales.stock.reconciliation.line",
            "view_mode": "list,pivot,graph",
            "domain": [("reconciliation_id", "=", self.id)],
        }

    # -- guards and effects

    def _check_closable(self):
        if month_of(self.month).stop > today_of(self.company_id):
            raise UserError(self.env._("%(month)s is not over yet.", month=self.display_name))
        self._check_current()
        if self.unexplained_count:
            raise UserError(
                self.env._(
                    "%(month)s: %(count)s differences are not explained. Write a note at each.",
                    month=self.display_name,
                    count=self.unexplained_count,
                )
            )
        if not self.signature:
            raise UserError(
                self.env._("Sign %(month)s on the tab Signature before you close it.", month=self.display_name)
            )

    def _check_current(self):
        """:raise UserError: the figures are no longer those of the documents; what is signed must be true"""
        if moved := self._find_moved():
            raise UserError(
                self.env._(
                    "%(count)s parts have moved since %(month)s was computed: %(parts)s. Compute it again and look at "
                    "the differences.",
                    count=len(moved),
                    month=self.display_name,
                    parts=", ".join(moved[:NAMED_PARTS].mapped("display_name")),
                )
            )

    def _close(self):
        # sudo: who closed is kept by the steps
        self.sudo().write({"closed_by_id": self.env.uid, "closed_datetime": fields.Datetime.now()})

    def _compute_lines(self):
        notes = {line.product_id.id: line.note for line in self.line_ids if line.note}
        rows = self._read_figures()
        documents = self._read_documents([row for row in rows if row["has_difference"]])
        lines = [
            Command.create(row | {"note": notes.get(row["product_id"])} | documents.get(row["product_id"], {}))
            for row in rows
        ]
        # sudo: figures are nobody's to write
        self.sudo().write({"line_ids": [Command.clear(), *lines], "computed_datetime": fields.Datetime.now()})
