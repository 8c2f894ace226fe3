from odoo import api, fields, models
from odoo.exceptions import UserError

from ..rules.payers import PAYERS

# Written by the order's own steps, which check before.
STEP_FIELDS = {
    "state",
    "is_settled",
    "settlement_state",
    "settled_datetime",
    "finished_datetime",
    "amount_total",
    "standard_hours",
    "is_on_time",
}
# What the visit is about is agreed with the confirmation.
VISIT_FIELDS = {"order_type_id", "vehicle_id", "mileage_in"}
PARTY_FIELDS = {"partner_id", "insurer_id"}


class RepairOrder(models.Model):
    """The work order of the store: a car, what is wrong with it, the jobs and parts, and who pays what.

    An order with an *order type* is ours; orders without one are plain host repairs and go on as before.
    """

    _inherit = "repair.order"

    # The board shows the stages in the order of the work.
    state = fields.Selection(group_expand="_group_expand_state")

    # -- the visit
    order_type_id = fields.Many2one("aftersales.order.type", index="btree_not_null", tracking=True)
    vehicle_id = fields.Many2one(
        "aftersales.vehicle",
        check_company=True,
        index="btree_not_null",
        tracking=True,
        domain="[('company_id', 'in', (company_id, False))]",
    )
    concern = fields.Text(help="What the customer says, in the customer's words.")
    promise_datetime = fields.Datetime("Promised Time", tracking=True, copy=False)
    mileage_in = fields.Integer("Mileage In (km)", copy=False, aggregator=None)
    mileage_out = fields.Integer("Mileage Out (km)", copy=False, aggregator=None)
    finished_datetime = fields.Datetime("Finished On", readonly=True, copy=False)
    is_on_time = fields.Boolean(
        "On Time",
        compute="_compute_is_on_time",
        store=True,
        precompute=True,
        help="Finished by the last time promised to the customer.",
    )

    # -- the work
    job_ids = fields.One2many("aftersales.job", "repair_id", "Jobs")
    # Stored from the start where an order starts with nothing, which spares the host's own repairs a second write.
    standard_hours = fields.Float(compute="_compute_standard_hours", store=True, default=0.0, digits=(16, 2))

    # -- the money
    currency_id = fields.Many2one(related="company_id.currency_id")
    insurer_id = fields.Many2one(
        "res.partner", check_company=True, copy=False, help="Company that pays for the insurer's lines."
    )
    share_ids = fields.One2many("aftersales.payer.share", "repair_id", "Shares")
    # Adds up rounded lines. A monetary field would read the currency for every plain repair of the host's.
    amount_total = fields.Float(
        "Total Before Tax", compute="_compute_amount_total", store=True, default=0.0, digits=False
    )
    sale_order_ids = fields.One2many("sale.order", "aftersales_repair_id", "Estimates")
    estimate_count = fields.Integer(compute="_compute_estimate_count", compute_sudo=True)
    payer_line_ids = fields.One2many("aftersales.payer.line", "repair_id", "Payer Lines")
    has_parts_to_issue = fields.Boolean(compute="_compute_has_parts_to_issue")
    has_open_jobs = fields.Boolean(compute="_compute_has_open_jobs")

    # The order of the list, among ours only.
    _list_order = models.Index("(priority DESC, create_date DESC) WHERE order_type_id IS NOT NULL")

    @api.depends("vehicle_id")
    def _compute_partner_id(self):
        """Who pays for the car's visits is proposed as the customer."""
        visits = self.filtered("vehicle_id")
        for repair in visits:
            vehicle = repair.vehicle_id
            repair.partner_id = vehicle.payer_id or vehicle.owner_id or repair.partner_id
        return super(RepairOrder, self - visits)._compute_partner_id()

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """An order that is not saved yet is called so in the user's language; the host would say "New"."""
        unsaved = self.filtered(lambda repair: not repair.id)
        unsaved.display_name = self.env._("New")
        return super(RepairOrder, self - unsaved)._compute_display_name()

    @api.depends("promise_datetime", "finished_datetime")
    def _compute_is_on_time(self):
        for repair in self:
            promise, finished = repair.promise_datetime, repair.finished_datetime
            repair.is_on_time = bool(promise and finished and finished <= promise)

    @api.depends("order_type_id", "job_ids.standard_hours", "job_ids.state")
    def _compute_standard_hours(self):
        workshop = self.filtered("order_type_id")
        (self - workshop).standard_hours = 0
        for repair in workshop:
            repair.standard_hours = sum(job.standard_hours for job in repair.job_ids if job._is_billable())

    @api.depends("order_type_id", "job_ids.amount", "job_ids.state", "move_ids.part_amount")
    def _compute_amount_total(self):
        workshop = self.filtered("order_type_id")
        (self - workshop).amount_total = 0
        for repair in workshop:
            total = sum(line._get_line_amount() for line in repair._get_payable_lines())
            repair.amount_total = repair.company_id.currency_id.round(total)

    @api.depends("sale_order_ids.state")
    def _compute_estimate_count(self):
        for repair in self:
            repair.estimate_count = len(repair._get_open_sale_orders())

    @api.depends("move_ids.state")
    def _compute_has_parts_to_issue(self):
        for repair in self:
            repair.has_parts_to_issue = any(
                move._is_workshop_part() and move.state not in ("draft", "done", "cancel") for move in repair.move_ids
            )

    @api.depends("job_ids.state")
    def _compute_has_open_jobs(self):
        for repair in self:
            repair.has_open_jobs = any(job.state in ("waiting", "in_progress") for job in repair.job_ids)

    def _group_expand_state(self, states, _domain):
        return [state for state, _label in self._fields["state"].selection if state in states]

    # -- what it consists of

    def _get_payable_lines(self):
        """Jobs and parts of one order that somebody pays, jobs first.

        Not filtered: what is read of one order's lines is then read for the lines of all orders at hand.
        """
        self.ensure_one()
        return [
            *(job for job in self.job_ids if job._is_billable()),
            *(move for move in self.move_ids if move.repair_line_type == "add" and move._is_billable()),
        ]

    def _get_payer_amounts(self):
        """Payer → amount before tax over all jobs and parts; they add up to ``amount_total``."""
        self.ensure_one()
        amounts = dict.fromkeys((payer for payer, _label in PAYERS), 0.0)
        for line in self._get_payable_lines():
            for payer, amount in line._get_payer_amounts().items():
                amounts[payer] += amount
        return {payer: self.currency_id.round(amount) for payer, amount in amounts.items() if amount}

    def _get_part_prices(self, products):
        """Product id → price of one unit in its own unit of measure, by the customer's price list."""
        self.ensure_one()
        pricelist, products = self._get_pricelist(self.partner_id), products.with_company(self.company_id)
        if not pricelist:
            return {product.id: product.store_price for product in products}
        return pricelist._get_products_price(products, 1.0)

    def _get_pricelist(self, partner):
        """The partner's price list where it is in the store's own currency; orders are counted in that."""
        pricelist = partner.with_company(self.company_id).property_product_pricelist
        return pricelist if pricelist.currency_id == self.company_id.currency_id else pricelist.browse()

    def _prepare_part_vals(self, product, quantity, **vals):
        """Values of a part's stock move on this order."""
        self.ensure_one()
        return {
            "repair_id": self.id,
            "repair_line_type": "add",
            "product_id": product.id,
            "product_uom": product.uom_id.id,
            "product_uom_qty": quantity,
            "company_id": self.company_id.id,
            **vals,
        }

    def copy_data(self, default=None):
        """A copy is a new visit: what is done this time is agreed anew."""
        vals_list = super().copy_data(default=default)
        for repair, vals in zip(self, vals_list, strict=True):
            if repair.order_type_id:
                vals.pop("move_ids", None)
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_created_by_hand(vals)
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("order_type_id"):
            self._check_type_chosen_in_time()
        self.filtered("order_type_id")._check_written_by_hand(vals)
        result = super().write(vals)
        if PARTY_FIELDS & vals.keys():
            self.filtered("order_type_id")._sync_estimates_if_agreed()
        return result

    # -- guards

    def _check_created_by_hand(self, vals):
        begun = {name: vals[name] for name in STEP_FIELDS & vals.keys() if vals[name]}
        if vals.get("order_type_id") and begun.items() - {("state", "draft"), ("settlement_state", "open")}:
            raise UserError(self.env._("A new order starts at the beginning. Take it further with the buttons."))

    def _check_type_chosen_in_time(self):
        if plain := self.filtered(lambda repair: not repair.order_type_id and repair.state != "draft"):
            raise UserError(
                self.env._(
                    "%(order)s is under way as a plain repair. Open a new order for the workshop.", order=plain[0].name
                )
            )

    def _check_written_by_hand(self, vals):
        if PARTY_FIELDS & vals.keys():
            self._check_not_settled()
        if self.env.su:
            return
        if self and STEP_FIELDS & vals.keys():
            raise UserError(self.env._("Use the buttons to take %(order)s a step further.", order=self[0].name))
        promised = "promise_datetime" in vals and self.filtered(lambda repair: repair.state == "done")
        if promised:
            raise UserError(
                self.env._(
                    "%(order)s is finished, and what was promised stays on record. Reopen it to promise another time.",
                    order=promised[0].name,
                )
            )
        agreed = VISIT_FIELDS & vals.keys() and self.filtered(lambda repair: repair.state != "draft")
        if agreed:
            raise UserError(
                self.env._(
                    "%(order)s is confirmed: its type, vehicle and mileage stay. "
                    "Cancel it and set it to new to change them.",
                    order=agreed[0].name,
                )
            )

    def _check_not_settled(self):
        if settled := self.filtered("is_settled"):
            raise UserError(
                self.env._(
                    "%(order)s is settled. Credit its invoices and reopen it before you change it.",
                    order=settled[0].name,
                )
            )

    def _check_not_finished(self):
        if finished := self.filtered(lambda repair: repair.state in ("done", "cancel")):
            raise UserError(
                self.env._(
                    "%(order)s is finished or cancelled. Reopen it before you change its work.",
                    order=finished[0].name,
                )
            )

    def _check_takes_work(self):
        self.filtered("order_type_id")._check_not_finished()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_agreed(self):
        """An agreed order is a record of what was done; it may be cancelled, never deleted."""
        kept = self.filtered(
            lambda repair: (
                repair.order_type_id
                and (repair.state != "draft" or repair.sale_order_ids.filtered(lambda order: order.state != "cancel"))
            )
        )
        if kept:
            raise UserError(
                self.env._(
                    "%(order)s cannot be deleted any more. Cancel it instead; it stays on record.",
                    order=kept[0].name,
                )
            )

    # -- navigation

    def get_formview_id(self, access_uid=None):
        if len(self) == 1 and self.order_type_id:
            return self.env.ref("aftersales_workshop.repair_order_view_form_workshop").id
        return super().get_formview_id(access_uid=access_uid)

    def action_open_sale_orders(self):
        return self._get_related_action(self.env._("Estimates"), "sale.order", self.sale_order_ids)

    def action_open_invoices(self):
        return self._get_related_action(self.env._("Invoices"), "account.move", self.invoice_ids)

    def _get_related_action(self, name, model, records):
        action = {"type": "ir.actions.act_window", "name": name, "res_model": model}
        if len(records) == 1:
            return {**action, "view_mode": "form", "res_id": records.id}
        return {**action, "view_mode": "list,form", "domain": [("id", "in", records.ids)]}

    def action_add_package(self):
        self.ensure_one()
        self._check_takes_work()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_workshop.aftersales_package_add_action")
        return {**action, "context": {"default_repair_id": self.id}}
