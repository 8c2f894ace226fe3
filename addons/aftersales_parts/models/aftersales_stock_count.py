from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition
from odoo.addons.aftersales_base.models.notice import notice
from odoo.addons.aftersales_base.models.store_day import today_of

PLANNERS = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")
COUNTERS = ("aftersales_base.group_parts_clerk", "aftersales_base.group_manager")
NOT_BLIND = ",".join(PLANNERS)
COUNTED = frozenset({"line_ids", "_barcode_scanned"})  # with the field a scan comes in by, empty when it is saved


class AftersalesStockCount(models.Model):
    """Bins counted blindly while work goes on; what differs is explained, approved and booked.

    A line keeps what the books said at the moment it was counted, so what is issued or received between printing,
    counting and booking is no difference.
    """

    _name = "aftersales.stock.count"
    _description = "Stock Count"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "aftersales.numbered.mixin",
        "aftersales.evidence.mixin",
        "barcodes.barcode_events_mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True

    _sealed_states = frozenset({"posted", "cancelled"})
    _kept_fields = frozenset({"approved_by_id", "posted_datetime", "plan_id"})
    _transitions = {
        "start": Transition(("draft",), "counting", COUNTERS, guard="_check_has_lines"),
        "finish": Transition(("counting",), "counted", COUNTERS, guard="_check_all_counted"),
        "recount": Transition(("counted", "proposed"), "counting", PLANNERS, effect="_ask_recount"),
        "propose": Transition(("counted",), "proposed", PLANNERS, guard="_check_explained", effect="_ask_manager"),
        "approve": Transition(("proposed",), "posted", PLANNERS, guard="_check_may_approve", effect="_post"),
        "cancel": Transition(("draft", "counting", "counted", "proposed"), "cancelled", PLANNERS),
    }

    # -- what and who
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        required=True,
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        default=lambda self: self._default_location_id(),
        help="Everything that is counted lies here or below.",
    )
    plan_id = fields.Many2one("aftersales.count.plan", readonly=True, copy=False, ondelete="set null")
    date = fields.Date("Planned for", required=True, default=lambda self: today_of(self.env.company))
    user_id = fields.Many2one("res.users", "Who Counts", ondelete="restrict", tracking=True)
    state = fields.Selection(
        [
            ("draft", "Planned"),
            ("counting", "Counting"),
            ("counted", "All Counted"),
            ("proposed", "To Approve"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
        group_expand=True,
    )
    line_ids = fields.One2many("aftersales.stock.count.line", "count_id", "Lines", copy=False)

    # -- what came of it
    line_count = fields.Integer("Bins", compute="_compute_progress")
    open_count = fields.Integer("To Count", compute="_compute_progress")
    difference_count = fields.Integer("Differences", compute="_compute_differences", groups=NOT_BLIND)
    difference_value = fields.Monetary("Difference in Value", compute="_compute_differences", groups=NOT_BLIND)
    gross_value = fields.Monetary(
        "Differences without Sign",
        compute="_compute_differences",
        groups=NOT_BLIND,
        help="More and less added up; what decides who approves.",
    )
    approved_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    posted_datetime = fields.Datetime("Posted On", readonly=True, copy=False)

    @api.model
    def _default_location_id(self):
        # sudo: a planner does not read warehouses, only the stock of the own one
        return (
            self.env["stock.warehouse"].sudo().search([("company_id", "=", self.env.company.id)], limit=1).lot_stock_id
        )

    @api.depends("line_ids.counted_datetime", "line_ids.needs_recount")
    def _compute_progress(self):
        for count in self:
            lines = count.line_ids
            count.line_count = len(lines)
            count.open_count = len(lines.filtered(lambda line: line._is_to_count()))

    @api.depends("line_ids.difference_qty", "line_ids.difference_value")
    def _compute_differences(self):
        for count in self:
            values = count.line_ids.filtered("difference_qty").mapped("difference_value")
            count.difference_count = len(values)
            count.difference_value = sum(values)
            count.gross_value = sum(abs(value) for value in values)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_planned(self):
        if begun := self.filtered(lambda count: count.state != "draft"):
            raise UserError(
                self.env._(
                    "%(counts)s was begun and stays on record. Cancel it instead.",
                    counts=", ".join(begun.mapped("name")),
                )
            )

    def _check_may_write(self, vals):
        """Who counts enters lines; what is counted where and by whom is the planner's."""
        if vals.keys() - COUNTED and not any(self.env.user.has_group(group) for group in PLANNERS):
            raise UserError(self.env._("Only a parts planner changes %(count)s. Enter the lines.", count=self[:1].name))

    def action_start(self):
        return self._transit_batch("start")

    def action_finish(self):
        """Who counted is done: what was scanned is compared now, and where much is missing somebody else counts it."""
        asked = self._end_scanning()
        if not asked:
            return self._transit_batch("finish")
        problems = (self - asked.count_id)._move_ready("finish")
        return notice("\n".join([*asked._tell_recounts(), *problems.values()]))

    def action_recount(self):
        """What differs is counted again, by somebody else."""
        self._transit("recount")

    def action_propose(self):
        return self._transit_batch("propose")

    def action_approve(self):
        return self._transit_batch("approve")

    def action_cancel(self):
        return self._transit_batch("cancel")

    def action_open_moves(self):
        """What was booked."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Booked Differences"),
            "res_model": "stock.move",
            "view_mode": "list",
            "views": [(self.env.ref("aftersales_parts.stock_move_view_list_quality").id, "list")],
            "domain": [("count_line_id", "in", self.line_ids.ids)],
            "context": {"create": False},
        }

    # -- guards and effects

    def _check_has_lines(self):
        if not self.line_ids:
            raise UserError(self.env._("%(count)s has no bins. Add what is to be counted.", count=self.name))

    def _check_all_counted(self):
        if lines := self.line_ids.filtered(lambda line: line._is_to_count()):
            raise UserError(
                self.env._(
                    "%(count)s: %(lines)s is not counted, or not counted again. Enter what lies there, and 0 where "
                    "nothing lies.",
                    count=self.name,
                    lines=", ".join(lines[:3].mapped("display_name")),
                )
            )

    def _check_explained(self):
        if lines := self.line_ids.filtered(lambda line: line.difference_qty and not line.reason):
            raise UserError(
                self.env._(
                    "%(count)s: give the reason for the difference of %(lines)s.",
                    count=self.name,
                    lines=", ".join(lines[:3].mapped("display_name")),
                )
            )

    def _check_may_approve(self):
        if self.env.user in self.line_ids.counted_by_id:
            raise UserError(
                self.env._("You counted in %(count)s yourself. Somebody else approves it.", count=self.name)
            )
        limit = self.company_id.count_approval_value
        if self.gross_value >= limit and not self.env.user.has_group("aftersales_base.group_manager"):
            raise UserError(
                self.env._(
                    "The differences of %(count)s come to %(value)s; from %(limit)s on a manager approves.",
                    count=self.name,
                    value=round(self.gross_value, 2),
                    limit=limit,
                )
            )

    def _ask_recount(self):
        self.line_ids.filtered("difference_qty").sudo().needs_recount = True  # kept by the steps of the count

    def _ask_manager(self):
        """Who may approve finds it among the activities: somebody who did not count."""
        for count in self.filtered(lambda count: count.gross_value >= count.company_id.count_approval_value):
            if approver := (count.company_id._get_manager_users() - count.line_ids.counted_by_id)[:1]:
                count.activity_schedule(
                    "mail.mail_activity_data_todo",
                    summary=self.env._("Approve the differences"),
                    user_id=approver.id,
                )

    def _post(self):
        # sudo: who approves the count holds no right on stock itself; guards are passed
        self.line_ids.filtered("difference_qty").sudo()._adjust_stock()
        self.sudo().write({"approved_by_id": self.env.uid, "posted_datetime": fields.Datetime.now()})
        self.activity_unlink(["mail.mail_activity_data_todo"])
