from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.locking import lock
from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules.order_quantity import Levels, Position, in_packs, needed, within_budget
from .bulk import BOOL, FLOAT, INT, TEXT, arrays, names

PLANNED = {
    "abc_class": TEXT,
    "xyz_class": TEXT,
    "is_kept": BOOL,
    "demand_quantity": FLOAT,
    "window_days": INT,
    "daily_demand": FLOAT,
    "is_intermittent": BOOL,
    "lead_days": FLOAT,
    "safety_days": FLOAT,
    "cycle_days": FLOAT,
    "reorder_point": FLOAT,
    "maximum_qty": FLOAT,
    "pack_qty": FLOAT,
    "supplier_min_qty": FLOAT,
    "unit_price": FLOAT,
}
FIGURES = {
    "product_id": INT,
    **PLANNED,
    "free_qty": FLOAT,
    "old_qty": FLOAT,
    "on_order_qty": FLOAT,
    "back_order_qty": FLOAT,
    "proposed_qty": FLOAT,
    "quantity": FLOAT,
    "amount": FLOAT,
    "rank": INT,
}
UPDATED = [name for name in FIGURES if name not in ("product_id", "quantity", "amount")]
CANDIDATES = """
    SELECT planning.supplier_id, planning.product_id, %(planned)s
      FROM aftersales_part_planning planning
      JOIN product_product p ON p.id = planning.product_id AND p.active
      JOIN product_template t ON t.id = p.product_tmpl_id AND t.purchase_ok
     WHERE planning.warehouse_id = %(warehouse)s AND planning.supplier_id IS NOT NULL
       AND (planning.is_kept OR planning.product_id = ANY(%(waiting)s))
       AND planning.product_id <> ALL(%(replaced)s) %(wanted)s
"""
# What the planner has not touched is proposed anew.
REMOVE = """
    DELETE FROM aftersales_order_proposal_line
     WHERE proposal_id = ANY(%s) AND quantity = proposed_qty AND status <> 'dropped' AND NOT COALESCE(is_forced, FALSE)
       AND reason IS NULL
 RETURNING id
"""
INSERT = """
    INSERT INTO aftersales_order_proposal_line
           (status, company_id, create_uid, write_uid, create_date, write_date, proposal_id, %(names)s)
    SELECT 'order', %(company)s, %(who)s, %(who)s, %(now)s, %(now)s, new.* FROM unnest(%(arrays)s) AS new
        ON CONFLICT (proposal_id, product_id) DO UPDATE SET (%(updated)s) = (%(excluded)s)
 RETURNING id
"""
RANKED = """
    SELECT line.id, line.amount::float8, line.status
      FROM aftersales_order_proposal_line line
      JOIN aftersales_order_proposal proposal ON proposal.id = line.proposal_id
     WHERE proposal.company_id = %s AND proposal.order_kind = 'stock' AND proposal.state = 'draft'
       AND line.status <> 'dropped' AND NOT COALESCE(line.is_forced, FALSE)
     ORDER BY line.back_order_qty > 0 DESC, line.abc_class NULLS LAST, line.xyz_class NULLS LAST, line.rank, line.id
"""
FORCED = """
    SELECT COALESCE(SUM(line.amount), 0)::float8
      FROM aftersales_order_proposal_line line
      JOIN aftersales_order_proposal proposal ON proposal.id = line.proposal_id
     WHERE proposal.company_id = %s AND proposal.order_kind = 'stock' AND proposal.state = 'draft'
       AND line.status = 'order' AND line.is_forced
"""


class AftersalesOrderProposal(models.Model):
    """Drawing up proposals from planning and stock: set-based, for all parts of a warehouse at once."""

    _inherit = "aftersales.order.proposal"

    @api.model
    def _draw_due(self, company):
        """Propose for every warehouse of a store to the suppliers that take orders today.

        :param company: ``res.company``, one record
        """
        today = today_of(company)
        calendars = self.env["aftersales.order.calendar"]._get_by_supplier(company)
        closed = [supplier.id for supplier, calendar in calendars.items() if calendar.next_order_date != today]
        for warehouse in self.env["stock.warehouse"].search([("company_id", "=", company.id)]):
            self._draw(warehouse, except_ids=closed)

    @api.model
    def _draw(self, warehouse, suppliers=None, except_ids=()):
        """Propose stock orders; drafts there are, are drawn up anew, what a planner changed in them stays.

        :param warehouse: ``stock.warehouse``, one record
        :param suppliers: ``res.partner`` to propose for; None for all
        :param except_ids: ids of suppliers left out
        :return: the draft proposals
        """
        company = warehouse.company_id
        needs = self._get_needs(warehouse, suppliers, except_ids)
        drafts = self._get_drafts(warehouse, suppliers, except_ids, needs)
        self.env.flush_all()
        self.env.execute_query(SQL(REMOVE, drafts.ids))
        self.env.invalidate_all(flush=False)
        kept = drafts.line_ids
        rows = [(proposal.id, *row) for proposal in drafts for row in needs.get(proposal.supplier_id.id, ())]
        if rows:
            self._insert_lines(company, [list(column) for column in zip(*rows, strict=True)])
            kept.invalidate_recordset(flush=False)
            kept.modified(["unit_price"])
        drafts._apply_budget(company)
        drafts._sum_up()
        # sudo: a draft nobody has touched and nothing is to be ordered by
        empty = drafts.sudo().filtered(lambda proposal: not proposal.line_ids)
        empty.unlink()
        return drafts - empty.sudo(False)

    def _insert_lines(self, company, columns):
        query = SQL(
            INSERT,
            company=company.id,
            who=self.env.uid,
            now=self.env.cr.now(),
            names=names(FIGURES),
            arrays=arrays([INT, *FIGURES.values()], columns),
            updated=names(UPDATED),
            excluded=names(UPDATED, "excluded"),
        )
        self.env.execute_query(query)

    @api.model
    def _get_drafts(self, warehouse, suppliers, except_ids, needs):
        """The draft of each supplier there is something to order from, and those that had something; locked."""
        domain = [("warehouse_id", "=", warehouse.id), ("order_kind", "=", "stock"), ("state", "=", "draft")]
        if suppliers is not None:
            domain.append(("supplier_id", "in", suppliers.ids))
        drafts = self.search([*domain, ("supplier_id", "not in", list(except_ids))])
        lock(drafts)
        missing = needs.keys() - set(drafts.supplier_id.ids)
        today = today_of(warehouse.company_id)
        # sudo: the day is kept by the system; who may draw is checked by what calls
        drafts.sudo().date = today
        return drafts | self.sudo().create(
            [
                {
                    "company_id": warehouse.company_id.id,
                    "warehouse_id": warehouse.id,
                    "supplier_id": supplier,
                    "order_kind": "stock",
                    "date": today,
                }
                for supplier in sorted(missing)
            ]
        ).sudo(False)

    @api.model
    def _get_needs(self, warehouse, suppliers, except_ids):
        """Supplier id → rows of ``FIGURES``, what matters most first.

        :rtype: dict[int, list[tuple]]
        """
        planning = self.env["aftersales.part.planning"]
        stock = planning._get_stock(warehouse)
        waiting = [part for part, have in stock.items() if have.back_order > 0]
        replaced = list({old for old, _new, _ratio in self.env["product.product"]._get_planning_map()})
        wanted = SQL("AND planning.supplier_id <> ALL(%s)", list(except_ids))
        if suppliers is not None:
            wanted = SQL("%s AND planning.supplier_id = ANY(%s)", wanted, suppliers.ids)
        query = SQL(
            CANDIDATES,
            planned=names(PLANNED, "planning"),
            warehouse=warehouse.id,
            waiting=waiting,
            replaced=replaced,
            wanted=wanted,
        )
        round_amount = warehouse.company_id.currency_id.round
        found = []
        for supplier, part, *planned in self.env.execute_query(query):
            if row := self._prepare_need(part, planned, stock.get(part), round_amount):
                found.append((supplier, row))
        found.sort(key=lambda item: item[1][0])
        needs = {}
        for rank, (supplier, (_key, row)) in enumerate(found):
            needs.setdefault(supplier, []).append((*row, rank))
        return needs

    @api.model
    def _prepare_need(self, part, planned, have, round_amount):
        """Order key and values of ``FIGURES`` without the rank; None when nothing is lacking.

        :param list planned: values of ``PLANNED``
        :param have: ``Stock``, None when there is nothing of the part
        """
        free, old, on_order, back_order = (
            (have.free, have.old, have.on_order, have.back_order) if have else (0.0, 0.0, 0.0, 0.0)
        )
        abc, xyz, kept, *_others, point, maximum, pack, minimum, price = planned
        position = Position(free, on_order, back_order)
        proposed = in_packs(needed(position, Levels(float(point), float(maximum)), kept), float(pack), float(minimum))
        if not proposed:
            return None
        key = (back_order <= 0, abc, xyz, position.available - float(point), part)
        amount = round_amount(proposed * float(price))
        return key, (part, *planned, free, old, on_order, back_order, proposed, proposed, amount)

    def _sum_up(self):
        """Lines were written past the ORM."""
        self.env["aftersales.order.proposal.line"].invalidate_model()
        for name in ("amount_total", "line_count", "cut_count"):
            self.env.add_to_compute(self._fields[name], self)
        self.invalidate_recordset(["line_ids"])

    @api.model
    def _apply_budget(self, company):
        """Cut what this month's budget does not pay for, in all drafts of a store: what is waited for stays longest,
        A goes before C. A line the planner takes in against the budget comes off it first.

        :param company: ``res.company``, one record
        """
        if not company.part_order_budget:
            return
        rows = self.env.execute_query(SQL(RANKED, company.id))
        forced = self.env.execute_query(SQL(FORCED, company.id))[0][0]
        kept = within_budget([row[:2] for row in rows], max(self._get_budget_left(company) - forced, 0.0))
        changed = {"order": [], "cut": []}
        for line, _amount, status in rows:
            wanted = "order" if line in kept else "cut"
            if status != wanted:
                changed[wanted].append(line)
        for status, ids in changed.items():
            self.env.execute_query(
                SQL(
                    "UPDATE aftersales_order_proposal_line SET status = %s WHERE id = ANY(%s) RETURNING id", status, ids
                )
            )
        drafts = self.search([("company_id", "=", company.id), ("order_kind", "=", "stock"), ("state", "=", "draft")])
        drafts._sum_up()

    def action_apply_budget(self):
        """Cut the drafts of these stores to the budget once more, after lines were changed."""
        self.check_access("write")
        for company in self.company_id:
            if not company.part_order_budget:
                raise UserError(
                    self.env._(
                        "%(company)s has no monthly budget for parts. Enter it in the settings first.",
                        company=company.name,
                    )
                )
            self.env.flush_all()
            self._apply_budget(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
