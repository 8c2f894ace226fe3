from odoo import api, fields, models

from odoo.addons.aftersales_base.models.store_day import day_of


class AftersalesPartWhere(models.TransientModel):
    """Where a part is: what lies in which bin, who waits for it, what is on its way, what other stores have."""

    _name = "aftersales.part.where"
    _description = "Where a Part Is"

    product_id = fields.Many2one("product.product", "Part", required=True, readonly=True, ondelete="cascade")
    line_ids = fields.One2many("aftersales.part.where.line", "where_id", readonly=True)
    part_number = fields.Char(related="product_id.part_number")
    name = fields.Char(related="product_id.name")
    uom_id = fields.Many2one(related="product_id.uom_id")
    qty_available = fields.Float(related="product_id.qty_available", string="On Hand")
    reserved_qty = fields.Float(related="product_id.reserved_qty")
    free_qty = fields.Float(related="product_id.free_qty", string="Free")
    free_with_older_qty = fields.Float(related="product_id.free_with_older_qty")
    incoming_qty = fields.Float(related="product_id.incoming_qty", string="On Order")
    currency_id = fields.Many2one(related="product_id.currency_id")
    store_price = fields.Float(related="product_id.store_price", string="Sales Price")
    is_superseded = fields.Boolean(related="product_id.is_superseded")
    replacement_text = fields.Char("Replaced By", compute="_compute_replacement_text")

    @api.depends("product_id")
    def _compute_replacement_text(self):
        replacements = self.product_id._get_replacements()
        for where in self:
            ends = replacements[where.product_id]
            where.replacement_text = where.is_superseded and where.product_id._describe_numbers(ends)

    @api.model_create_multi
    def create(self, vals_list):
        wheres = super().create(vals_list)
        wheres._find()
        return wheres

    def action_open_replacement(self):
        """The same page for the number of today."""
        self.ensure_one()
        return self.product_id.successor_id.action_find_it() if self.product_id.successor_id else False

    def _find(self):
        products = self.product_id
        kinds = {
            "bin": products._get_bins(),
            "reserved": products._get_reservations(),
            "receipt": products._get_receipts(),
            "store": products._get_other_stores(),
            "number": products._get_number_stock(),
        }
        prepare = {
            "bin": lambda pair: self._prepare_vals(pair[0].display_name, pair[1]),
            "reserved": lambda pair: self._prepare_move_vals(*pair),
            "receipt": self._prepare_receipt_vals,
            "store": lambda pair: self._prepare_vals(pair[0].name, pair[1]),
            "number": lambda pair: self._prepare_vals(pair[0].display_name, pair[1], pair[0]),
        }
        self.env["aftersales.part.where.line"].create(
            [
                {"where_id": where.id, "kind": kind, **prepare[kind](one)}
                for where in self
                for kind, found in kinds.items()
                for one in found.get(where.product_id, [])
            ]
        )

    def _prepare_vals(self, name, quantity, document=None):
        return {
            "name": name,
            "quantity": quantity,
            "res_model": document._name if document else False,
            "res_id": document.id if document else False,
        }

    def _prepare_move_vals(self, move, quantity):
        vals = self._prepare_vals(move._get_demand_label(), quantity, move._get_demand_document())
        return vals | {"date": day_of(move.company_id, move.date)}

    def _prepare_receipt_vals(self, move):
        order = move.purchase_line_id.order_id
        document = order or move.picking_id
        names = [document.display_name, (order.partner_id or move.picking_id.partner_id).display_name]
        quantity = move.product_uom._compute_quantity(move.product_uom_qty, move.product_id.uom_id, round=False)
        vals = self._prepare_vals(" · ".join(filter(None, names)), quantity, document)
        return vals | {"date": day_of(move.company_id, move.date)}
