from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import before_today, day_of

from ..models.stock_move_backorder import DEMAND_PRIORITIES
from ..rules.move_states import OPEN_MOVE_STATES, SHORT_MOVE_STATES

MAY_PROMISE = (
    "aftersales_base.group_parts_clerk",
    "aftersales_base.group_service_advisor",
    "aftersales_base.group_manager",
)


class AftersalesPartBackorder(models.Model):
    """Who waits for which part: the open moves out of stock that have not all they need, and what is to serve them.

    What is on order serves who it was ordered for; the rest of it those who wait, in the order they will get it.
    """

    _name = "aftersales.part.backorder"
    _description = "Back Order"
    _auto = False
    _order = "priority_rank, requested_datetime, id"
    _depends = {  # noqa: RUF012 - read only
        "stock.move": [
            "state",
            "product_qty",
            "quantity",
            "date",
            "location_id",
            "location_dest_id",
            "purchase_line_id",
            "sale_line_id",
            "picking_id",
            "demand_datetime",
            "demand_priority",
            "promise_date",
        ],
        "purchase.order.line": ["order_id", "demand_move_ids"],
        "sale.order": ["name", "partner_id"],
        "product.product": ["part_scope"],
    }
    _rec_name = "product_id"

    # -- what is missing
    move_id = fields.Many2one("stock.move", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    product_id = fields.Many2one("product.product", "Part", readonly=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    missing_qty = fields.Float("Missing", digits="Product Unit", readonly=True)
    requested_datetime = fields.Datetime("Requested On", readonly=True)
    age_days = fields.Integer("Age (days)", readonly=True, aggregator="avg")
    priority = fields.Selection(DEMAND_PRIORITIES, readonly=True)
    priority_rank = fields.Integer(readonly=True, aggregator=None)

    # -- for whom
    sale_id = fields.Many2one("sale.order", "Sales Order", readonly=True)
    picking_id = fields.Many2one("stock.picking", "Transfer", readonly=True)
    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    origin = fields.Char("Order", readonly=True)

    # -- what is to come
    purchase_line_id = fields.Many2one("purchase.order.line", readonly=True)
    purchase_id = fields.Many2one("purchase.order", "Purchase Order", readonly=True)
    supplier_id = fields.Many2one("res.partner", readonly=True)
    expected_date = fields.Date(readonly=True, help="Day the goods that serve this line are expected.")
    promise_date = fields.Date("Promised to Customer", readonly=True)
    due_date = fields.Date("Due", readonly=True, help="Day promised to the customer, or else expected.")
    has_supply = fields.Boolean("On Order", readonly=True)
    is_promise_broken = fields.Boolean(
        "Later Than Promised", readonly=True, help="The supplier's date is after the day promised to the customer."
    )
    is_overdue = fields.Boolean(compute="_compute_is_overdue", search="_search_is_overdue")

    @api.depends("due_date", "company_id")
    def _compute_is_overdue(self):
        now = fields.Datetime.now()
        for row in self:
            row.is_overdue = bool(row.due_date and row.due_date < day_of(row.company_id, now))

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = before_today(self.env.companies, "due_date")
        return Domain.OR(late if wanted else ~late for wanted in value)

    # -- the query

    @property
    def _table_query(self):
        """Each line that waits, with the receipt that serves it: its own, or the one its turn in the queue comes to."""
        columns = SQL(", ").join(
            SQL("%s AS %s", expression, SQL.identifier(name)) for name, expression in self._get_columns().items()
        )
        return SQL(
            """
            WITH waiting AS (%(waiting)s), incoming AS (%(incoming)s), linked AS (%(linked)s), supply AS (%(supply)s),
                 queue AS (%(queue)s), served AS (%(served)s)
            SELECT %(columns)s
              FROM waiting
              JOIN stock_move move ON move.id = waiting.id
              JOIN res_company company ON company.id = move.company_id
              JOIN res_partner store ON store.id = company.partner_id
              LEFT JOIN served ON served.id = waiting.id
              LEFT JOIN stock_move supply_move ON supply_move.id = served.supply_id
              LEFT JOIN purchase_order_line purchase_line ON purchase_line.id = supply_move.purchase_line_id
              LEFT JOIN purchase_order purchase ON purchase.id = purchase_line.order_id
              LEFT JOIN stock_picking picking ON picking.id = move.picking_id
              LEFT JOIN sale_order_line sale_line ON sale_line.id = move.sale_line_id
              LEFT JOIN sale_order sale ON sale.id = sale_line.order_id
              %(joins)s
            """,
            columns=columns,
            joins=self._get_joins(),
            waiting=self._prepare_waiting(),
            incoming=self._prepare_incoming(),
            linked=self._prepare_linked(),
            supply=self._prepare_supply(),
            queue=self._prepare_queue(),
            served=self._prepare_served(),
        )

    def _prepare_waiting(self):
        """Moves out of the stock that lack pieces, in the part's own unit."""
        return SQL(
            """
            SELECT move.id,
                   move.product_id,
                   source.warehouse_id,
                   move.product_qty - COALESCE(move.quantity, 0) * move_uom.factor / part_uom.factor AS missing_qty,
                   COALESCE(move.demand_datetime, move.create_date) AS requested_datetime,
                   CASE %(priority)s WHEN 'vor' THEN 0 WHEN 'urgent' THEN 1 ELSE 2 END AS priority_rank
              FROM stock_move move
              JOIN product_product product ON product.id = move.product_id AND product.part_scope IS NOT NULL
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom move_uom ON move_uom.id = move.product_uom
              JOIN uom_uom part_uom ON part_uom.id = template.uom_id
              JOIN stock_location source ON source.id = move.location_id AND source.usage = 'internal'
              %(joins)s
             WHERE move.state = ANY(%(short)s) AND %(asked_for)s
            """,
            short=list(SHORT_MOVE_STATES),
            priority=self._get_priority(),
            joins=self._get_joins(),
            asked_for=self._get_asked_for(),
        )

    def _prepare_incoming(self):
        """Receipts of purchases that are still to come."""
        return SQL(
            """
            SELECT move.id, move.product_id, move.purchase_line_id, dest.warehouse_id, move.date,
                   move.product_qty AS quantity
              FROM stock_move move
              JOIN stock_location dest ON dest.id = move.location_dest_id AND dest.usage = 'internal'
             WHERE move.purchase_line_id IS NOT NULL
                   AND move.state = ANY(%s)
                   AND %s
            """,
            list(OPEN_MOVE_STATES),
            self._get_asked_for(),
        )

    def _prepare_linked(self):
        """Lines a purchase was made for, with the first receipt of it."""
        return SQL(
            """
            SELECT DISTINCT ON (waiting.id) waiting.id, incoming.id AS supply_id, waiting.missing_qty
              FROM waiting
              JOIN %(link)s link ON link.%(link_move)s = waiting.id
              JOIN incoming ON incoming.purchase_line_id = link.%(link_line)s
                            AND incoming.product_id = waiting.product_id
             ORDER BY waiting.id, incoming.date, incoming.id
            """,
            **self._get_link(),
        )

    def _prepare_supply(self):
        """Receipts less what is linked to them: how many pieces come in all ``upto`` each, by part and warehouse."""
        return SQL(
            """
            SELECT incoming.id, incoming.product_id, incoming.warehouse_id,
                   SUM(GREATEST(incoming.quantity - COALESCE(taken.quantity, 0), 0)) OVER (
                       PARTITION BY incoming.product_id, incoming.warehouse_id ORDER BY incoming.date, incoming.id
                   ) AS upto
              FROM incoming
              LEFT JOIN (SELECT supply_id, SUM(missing_qty) AS quantity FROM linked GROUP BY supply_id) taken
                     ON taken.supply_id = incoming.id
            """
        )

    def _prepare_queue(self):
        """The other lines in the order in which they are served: how many pieces all ``upto`` each need."""
        return SQL(
            """
            SELECT waiting.id, waiting.product_id, waiting.warehouse_id,
                   SUM(waiting.missing_qty) OVER (
                       PARTITION BY waiting.product_id, waiting.warehouse_id
                       ORDER BY waiting.priority_rank, waiting.requested_datetime, waiting.id
                   ) AS upto
              FROM waiting
             WHERE waiting.id NOT IN (SELECT id FROM linked)
            """
        )

    def _prepare_served(self):
        """Line → receipt: the linked one, or the first with which enough has come for all up to this line."""
        return SQL(
            """
            SELECT id, supply_id FROM linked
            UNION ALL
            SELECT queue.id, (
                       SELECT supply.id FROM supply
                        WHERE supply.product_id = queue.product_id
                              AND supply.warehouse_id IS NOT DISTINCT FROM queue.warehouse_id
                              AND supply.upto >= queue.upto
                        ORDER BY supply.upto, supply.id
                        LIMIT 1
                   )
              FROM queue
            """
        )

    def _of_parts(self, products):
        """The same rows, worked out for these parts only: who waits for a part waits in its own queue.

        The database cannot see that and would work out every queue of the store.

        :param products: ``product.product``
        """
        return self.with_context(backorder_product_ids=tuple(products.ids))

    def _get_asked_for(self):
        """SQL of whether a ``move`` is of the parts that are asked for, see ``_of_parts``."""
        products = self.env.context.get("backorder_product_ids")
        return SQL("TRUE") if products is None else SQL("move.product_id = ANY(%s)", list(products))

    def _get_link(self):
        """Names of the table that says which purchase line was ordered for which waiting move."""
        field = self.env["purchase.order.line"]._fields["demand_move_ids"]
        return {
            "link": SQL.identifier(field.relation),
            "link_line": SQL.identifier(field.column1),
            "link_move": SQL.identifier(field.column2),
        }

    def _get_priority(self):
        """Hook: SQL of how urgently a ``move`` is needed; may use what ``_get_joins`` joins."""
        return SQL("COALESCE(move.demand_priority, 'normal')")

    def _get_joins(self):
        """Hook: SQL that joins further tables to ``move``, at most one row each."""
        return SQL()

    def _get_columns(self):
        """Hook: field → SQL of its value.

        :rtype: dict[str, SQL]
        """
        expected = self._get_day(SQL("supply_move.date"))
        return {
            "id": SQL("waiting.id"),
            "move_id": SQL("waiting.id"),
            "company_id": SQL("move.company_id"),
            "warehouse_id": SQL("waiting.warehouse_id"),
            "product_id": SQL("waiting.product_id"),
            "missing_qty": SQL("waiting.missing_qty"),
            "requested_datetime": SQL("waiting.requested_datetime"),
            "age_days": SQL(
                "(NOW() AT TIME ZONE COALESCE(store.tz, 'UTC'))::date - %s",
                self._get_day(SQL("waiting.requested_datetime")),
            ),
            "priority": SQL("(ARRAY['vor', 'urgent', 'normal'])[waiting.priority_rank + 1]"),
            "priority_rank": SQL("waiting.priority_rank"),
            "sale_id": SQL("sale.id"),
            "picking_id": SQL("move.picking_id"),
            "partner_id": SQL("COALESCE(sale.partner_id, picking.partner_id)"),
            "origin": SQL("COALESCE(sale.name, picking.name, move.origin)"),
            "purchase_line_id": SQL("purchase_line.id"),
            "purchase_id": SQL("purchase.id"),
            "supplier_id": SQL("purchase.partner_id"),
            "expected_date": expected,
            "promise_date": SQL("move.promise_date"),
            "due_date": SQL("COALESCE(move.promise_date, %s)", expected),
            "has_supply": SQL("supply_move.id IS NOT NULL"),
            "is_promise_broken": SQL("COALESCE(%s > move.promise_date, FALSE)", expected),
        }

    def _get_day(self, moment):
        """SQL of the day of the store a moment falls on."""
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(store.tz, 'UTC'))::date", moment)

    # -- what people do

    def action_open_document(self):
        """Open the order that waits."""
        self.ensure_one()
        document = self.move_id._get_waiting_document() or self.picking_id
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "views": [(document.get_formview_id(), "form")],
        }

    def action_mark_car_down(self):
        """These parts are for cars that cannot be driven: they come first from now on."""
        self._check_may_promise()
        # Checked above; a stock move is nobody's to write by hand.
        self.move_id.sudo()._mark_car_down()
        self.invalidate_model()

    def action_promise(self):
        self._check_may_promise()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_backorder_promise_action")
        return {**action, "context": {"default_move_ids": self.move_id.ids}}

    def _check_may_promise(self):
        self.check_access("read")
        if not self.env.su and not any(self.env.user.has_group(group) for group in MAY_PROMISE):
            raise AccessError(
                self.env._("Parts are promised by parts people and service advisors. Ask at the parts counter.")
            )

    def _get_waiting_text(self):
        """Hook: who waits for how many, in a few words."""
        self.ensure_one()
        labels = dict(self._fields["priority"]._description_selection(self.env))
        who = " ".join(filter(None, [self._get_waiting_name(), self.priority != "normal" and labels[self.priority]]))
        return f"{who} × {self.product_uom_id.round(self.missing_qty):g}"

    def _get_waiting_name(self):
        """Hook: the order and the customer or car, as staff call it."""
        return " ".join(filter(None, [self.origin, self.partner_id.sudo().name]))  # sudo: only the name
