from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..models.aftersales_stock_proposal import STOCK_CLASSES

PROPOSERS = ("aftersales_base.group_parts_planner", "aftersales_base.group_manager")

# Quantity of a move in the unit its part is kept in.
MOVED = "move.quantity * unit.factor / part_unit.factor"


class AftersalesPartStockReport(models.Model):
    """What lies in each warehouse, what of it was used, and whether it still earns its place."""

    _name = "aftersales.part.stock.report"
    _description = "Parts Stock Analysis"
    _auto = False
    _order = "value desc, id"
    _rec_name = "product_id"

    product_id = fields.Many2one("product.product", "Part", readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    quantity = fields.Float("On Hand", digits="Product Unit", readonly=True)
    free_qty = fields.Float("Free", digits="Product Unit", readonly=True)
    value = fields.Monetary("Stock Value", readonly=True, help="On hand at today's cost.")
    last_move_date = fields.Datetime("Last Movement", readonly=True, help="Last receipt or issue.")
    used_qty = fields.Float("Used in 12 Months", digits="Product Unit", readonly=True)
    cover_months = fields.Float(
        "Months of Supply", readonly=True, aggregator=None, help="At the use of the last 12 months; empty without use."
    )
    stock_class = fields.Selection(STOCK_CLASSES, "Class", readonly=True)
    surplus_qty = fields.Float("Too Many", digits="Product Unit", readonly=True)
    surplus_value = fields.Monetary("Value Too Much", readonly=True)
    open_proposal_count = fields.Integer("Open Proposals", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT stock.*,
                   CASE stock_class WHEN 'dead' THEN quantity
                                    WHEN 'surplus' THEN quantity - used_qty * surplus_months / 12 ELSE 0
                    END AS surplus_qty,
                   CASE stock_class WHEN 'dead' THEN value
                                    WHEN 'surplus' THEN value * (1 - used_qty * surplus_months / 12 / quantity) ELSE 0
                    END AS surplus_value,
                   (SELECT count(*) FROM aftersales_stock_proposal proposal
                     WHERE proposal.product_id = stock.product_id AND proposal.warehouse_id = stock.warehouse_id
                       AND proposal.state IN ('proposed', 'approved', 'in_progress')) AS open_proposal_count
              FROM (
                SELECT held.id, held.product_id, template.categ_id, held.company_id, held.warehouse_id,
                       company.currency_id, held.quantity, held.free_qty, company.part_surplus_months AS surplus_months,
                       held.quantity * COALESCE((product.standard_price ->> held.company_id::text)::float8, 0) AS value,
                       COALESCE(moved.last_date, held.in_date) AS last_move_date,
                       COALESCE(moved.used, 0) AS used_qty,
                       CASE WHEN moved.used > 0 THEN held.quantity * 12 / moved.used ELSE 0 END AS cover_months,
                       CASE WHEN COALESCE(moved.last_date, held.in_date)
                                 < now() - make_interval(months => company.part_dead_months) THEN 'dead'
                            WHEN COALESCE(moved.used, 0) <= 0 THEN 'slow'
                            WHEN held.quantity * 12 > moved.used * company.part_surplus_months THEN 'surplus'
                            ELSE 'normal' END AS stock_class
                  FROM (%(held)s) held
                  JOIN product_product product ON product.id = held.product_id
                  JOIN product_template template ON template.id = product.product_tmpl_id
                  JOIN res_company company ON company.id = held.company_id
                  LEFT JOIN LATERAL (%(moved)s) moved ON TRUE
              ) stock
            """,
            held=self._prepare_held(),
            moved=self._prepare_moved(),
        )

    @api.model
    def _prepare_held(self):
        """On hand by part and warehouse."""
        return SQL(
            """
            SELECT min(quant.id) AS id, quant.product_id, quant.company_id, location.warehouse_id,
                   sum(quant.quantity) AS quantity, sum(quant.quantity - quant.reserved_quantity) AS free_qty,
                   min(quant.in_date) AS in_date
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id AND location.usage = 'internal'
              JOIN product_product part ON part.id = quant.product_id AND part.part_scope IS NOT NULL
             WHERE location.warehouse_id IS NOT NULL AND quant.company_id IS NOT NULL
             GROUP BY quant.product_id, quant.company_id, location.warehouse_id
            HAVING sum(quant.quantity) > 0
            """
        )

    @api.model
    def _prepare_moved(self):
        """What one part did in one warehouse: its last receipt or issue, and its use less what came back."""
        return SQL(
            """
            SELECT max(move.date) FILTER (WHERE 'inventory' NOT IN (source.usage, target.usage)) AS last_date,
                   sum(CASE WHEN target.usage IN ('customer', 'production') THEN %(moved)s
                            WHEN source.usage IN ('customer', 'production') THEN -(%(moved)s) END)
                   FILTER (WHERE move.date >= now() - interval '12 months') AS used
              FROM stock_move move
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
              JOIN uom_uom unit ON unit.id = move.product_uom
              JOIN uom_uom part_unit ON part_unit.id = template.uom_id
              LEFT JOIN stock_move origin ON origin.id = move.origin_returned_move_id
              LEFT JOIN stock_location home ON home.id = origin.location_id
             WHERE move.product_id = held.product_id AND move.state = 'done'
               AND (source.usage = 'internal') != (target.usage = 'internal')
               AND held.warehouse_id IN (
                   source.warehouse_id, COALESCE(target.warehouse_id, home.warehouse_id))
            """,
            moved=SQL(MOVED),
        )

    def action_propose_return(self):
        """Back to the vendor."""
        return self._propose("return")

    def action_propose_transfer(self):
        """To a store that uses it."""
        return self._propose("transfer")

    def action_propose_discount(self):
        """Sold for less."""
        return self._propose("discount")

    def action_propose_scrap(self):
        """Thrown away."""
        return self._propose("scrap")

    def _propose(self, kind):
        """Propose what to do with stock that is too much; rows that have an open proposal are left out."""
        if not any(self.env.user.has_group(group) for group in PROPOSERS):
            raise AccessError(self.env._("Parts planners and managers propose what to do with stock."))
        rows = self.filtered(lambda row: row.surplus_qty > 0 and not row.open_proposal_count)
        if not rows:
            raise UserError(
                self.env._("Nothing here is too much, or it has a proposal already. Choose dead or surplus parts.")
            )
        proposals = self.env["aftersales.stock.proposal"].create([row._prepare_proposal(kind) for row in rows])
        for row, proposal in zip(rows, proposals, strict=True):
            # sudo: the figures a proposal rests on are ours; nobody writes them by hand
            proposal.sudo().write({"stock_class": row.stock_class, "value": row.surplus_value})
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_stock_proposal_action")
        return action | {"domain": [("id", "in", proposals.ids)], "context": {}}

    def _prepare_proposal(self, kind):
        return {
            "product_id": self.product_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "kind": kind,
            "quantity": self.product_id.uom_id.round(self.surplus_qty, rounding_method="DOWN") or self.surplus_qty,
        }
