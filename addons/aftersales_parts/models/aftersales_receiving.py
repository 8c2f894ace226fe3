from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.aftersales_transition_mixin import Transition

from ..rules.move_states import READY_MOVE_STATES

CLERK = ("aftersales_base.group_parts_clerk",)
SUPPLIER_USAGES = ("supplier", "transit")


class AftersalesReceiving(models.Model):
    """A delivery as it is unpacked: what came, against all that its supplier still owes.

    Nothing of the stock moves before the delivery is posted; then the host's receipts are validated, once.
    """

    _name = "aftersales.receiving"
    _description = "Parts Delivery"
    _inherit = ["mail.thread", "aftersales.numbered.mixin", "aftersales.evidence.mixin"]
    _order = "create_date desc, id desc"
    _check_company_auto = True

    _transitions = {
        "check": Transition(("open",), "checked", CLERK, guard="_check_countable", effect="_choose_bins"),
        "reopen": Transition(("checked",), "open", CLERK),
        "post": Transition(("checked",), "posted", CLERK, guard="_check_countable", effect="_post"),
        "cancel": Transition(("open", "checked"), "cancelled", CLERK),
    }
    _sealed_states = frozenset({"posted", "cancelled"})
    _kept_fields = frozenset({"posted_datetime", "posted_user_id", "picking_ids", "scanned_datetime"})

    # -- the delivery
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        required=True,
        check_company=True,
        compute="_compute_warehouse_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Supplier", required=True, check_company=True, index=True, ondelete="restrict"
    )
    delivery_note = fields.Char(help="Number of the supplier's delivery note.")
    user_id = fields.Many2one("res.users", "Received By", required=True, default=lambda self: self.env.user)
    state = fields.Selection(
        [("open", "Unpacking"), ("checked", "Checked"), ("posted", "Posted"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        copy=False,
        default="open",
        tracking=True,
        group_expand=True,
    )
    # -- what is in it
    line_ids = fields.One2many("aftersales.receiving.line", "receiving_id", "Parts")
    scan_ids = fields.One2many("aftersales.receiving.scan", "receiving_id", "Scans", readonly=True)
    scanned_datetime = fields.Datetime("Last Scan", readonly=True, copy=False)
    line_count = fields.Integer("Lines", compute="_compute_counts")
    discrepancy_count = fields.Integer("Differences", compute="_compute_counts")
    # -- what became of it
    posted_datetime = fields.Datetime("Posted On", readonly=True, copy=False)
    posted_user_id = fields.Many2one("res.users", "Posted By", readonly=True, copy=False)
    picking_ids = fields.Many2many("stock.picking", string="Receipts", readonly=True, copy=False)
    claim_ids = fields.One2many("aftersales.supplier.claim", "receiving_id", "Claims", readonly=True)
    claim_count = fields.Integer(compute="_compute_claim_count")

    @api.depends("company_id")
    def _compute_warehouse_id(self):
        for receiving in self:
            if receiving.warehouse_id.company_id != receiving.company_id:
                receiving.warehouse_id = self._find_warehouse(receiving.company_id)

    @api.depends("line_ids.has_discrepancy")
    def _compute_counts(self):
        for receiving in self:
            receiving.line_count = len(receiving.line_ids)
            receiving.discrepancy_count = len(receiving.line_ids.filtered("has_discrepancy"))

    @api.depends("claim_ids")
    def _compute_claim_count(self):
        for receiving in self:
            receiving.claim_count = len(receiving.claim_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if kept := self.filtered(lambda receiving: receiving.state != "open" or receiving.scan_ids):
            raise UserError(
                self.env._(
                    "%(receivings)s has been scanned and stays on record. Cancel it instead.",
                    receivings=", ".join(kept.mapped("name")),
                )
            )

    def _check_may_write(self, vals):
        if {"partner_id", "warehouse_id", "company_id"} & vals.keys() and (begun := self.filtered("line_ids")):
            raise UserError(
                self.env._(
                    "%(receiving)s has parts already, so its supplier and warehouse stay. Cancel it and begin anew.",
                    receiving=begun[0].name,
                )
            )

    # -- buttons

    def action_check(self):
        self._transit("check")

    def action_reopen(self):
        self._transit("reopen")

    def action_post(self):
        """Post the delivery: receipts are validated, differences become a claim; a second press changes nothing."""
        self._transit("post")

    def action_cancel(self):
        self._transit("cancel")

    def action_scan(self):
        """Open the screen for scanner and phone."""
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "aftersales_receiving",
            "name": self.name,
            "params": {"receiving_id": self.id},
            "context": {"active_id": self.id},
        }

    def action_open_claims(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_supplier_claim_action")
        return {**action, "domain": [("receiving_id", "in", self.ids)], "context": {}}

    def action_open_receipts(self):
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.receipts_action")
        return {**action, "domain": [("id", "in", self.picking_ids.ids)], "context": {"create": False}}

    def action_print_labels(self):
        """Labels of the parts of this delivery by the host's layout; once it is posted, one for each piece."""
        self.ensure_one()
        lines = self.line_ids.filtered("product_id")
        if not lines:
            raise UserError(self.env._("%(receiving)s has no part to print a label for.", receiving=self.name))
        moves = self.picking_ids.move_ids.filtered(lambda move: move.product_id in lines.product_id)
        by_piece = {"default_move_ids": moves.ids, "default_move_quantity": "move"} if moves else {}
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Labels"),
            "res_model": "product.label.layout",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_product_ids": lines.product_id.ids, "default_custom_quantity": 1, **by_piece},
        }

    def action_add_expected(self):
        """Put on the list all that the supplier still owes, as its delivery note promises it."""
        self._check_open()
        for receiving in self:
            receiving._expect(receiving._find_owed())

    @api.model
    def _find_warehouse(self, company):
        """Where a delivery of the company is unpacked that no order says more about."""
        return self.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)

    # -- what the supplier owes

    def _find_owed(self, products=None):
        """Open receipt moves of purchase orders of this supplier, in the order in which goods are given to them.

        :param products: ``product.product``, only these; None for all
        """
        self.ensure_one()
        # sudo: the clerk reads no orders of other warehouses; only this supplier's and this warehouse's are looked at
        moves = self.env["stock.move"].sudo().search(self._prepare_owed_domain(products))
        demands = moves.purchase_line_id.demand_move_ids
        urgent = demands.filtered(lambda move: move._get_demand_priority() == "vor")
        return moves.sorted(lambda move: self._get_owed_key(move, urgent))

    def _prepare_owed_domain(self, products=None):
        domain = (
            Domain("state", "in", READY_MOVE_STATES)
            & Domain("purchase_line_id", "!=", False)
            & Domain("picking_id.partner_id", "child_of", self.partner_id.commercial_partner_id.id)
            & Domain("picking_type_id.warehouse_id", "=", self.warehouse_id.id)
            & Domain("location_id.usage", "in", SUPPLIER_USAGES)
            & Domain("company_id", "=", self.company_id.id)
        )
        return domain if products is None else domain & Domain("product_id", "in", products.ids)

    def _get_owed_key(self, move, urgent):
        """Hook: orders for cars that are down get their goods first, then the oldest."""
        line = move.purchase_line_id
        is_urgent = line.order_id.order_kind == "vor" or line.demand_move_ids & urgent
        return (not is_urgent, move.date, move.id)

    def _get_owed_quantities(self, products=None):
        """Part → quantity the supplier still owes, in the part's unit."""
        owed = {}
        for move in self._find_owed(products):
            owed[move.product_id.sudo(False)] = owed.get(move.product_id.sudo(False), 0.0) + move.product_qty
        return owed

    def _expect(self, moves):
        """Note the quantities of these receipt moves as what the delivery should hold."""
        quantities = {}
        # What is received by serial number is received on its receipt.
        for move in moves.filtered(lambda move: move.product_id.tracking != "serial"):
            quantities[move.product_id.id] = quantities.get(move.product_id.id, 0.0) + move.product_qty
        lines = {line.product_id.id: line for line in self.line_ids}
        # sudo: the quantity of the delivery note is written by this step; the state is checked before
        for product_id in quantities.keys() & lines.keys():
            lines[product_id].sudo().noted_qty = quantities[product_id]
        self.env["aftersales.receiving.line"].sudo().create(
            [
                {"receiving_id": self.id, "product_id": product_id, "noted_qty": quantity}
                for product_id, quantity in quantities.items()
                if product_id not in lines
            ]
        )

    # -- guards

    def _check_open(self):
        self.check_access("write")
        if closed := self.filtered(lambda receiving: receiving.state != "open"):
            raise UserError(
                self.env._(
                    "%(receiving)s is checked or closed. Reopen it to change what came.", receiving=closed[0].name
                )
            )

    def _check_countable(self):
        if not any(line.received_qty or line.noted_qty for line in self.line_ids):
            raise UserError(
                self.env._("Nothing was received on %(receiving)s yet. Scan the parts first.", receiving=self.name)
            )
        for line in self.line_ids:
            line._check_complete()
