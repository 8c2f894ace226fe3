from odoo import api, fields, models
from odoo.exceptions import ValidationError


class AftersalesInternalUseLine(models.Model):
    """A part the store uses itself."""

    _name = "aftersales.internal.use.line"
    _description = "Internal Use Line"
    _order = "use_id, id"
    _check_company_auto = True

    use_id = fields.Many2one("aftersales.internal.use", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="use_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        "Part",
        required=True,
        check_company=True,
        ondelete="restrict",
        domain="[('is_part', '=', True), ('is_storable', '=', True)]",
    )
    quantity = fields.Float(default=1.0, required=True, digits="Product Unit")
    product_uom_id = fields.Many2one(
        "uom.uom",
        "Unit",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        required=True,
        precompute=True,
        ondelete="restrict",
    )
    location_id = fields.Many2one(
        "stock.location",
        "Bin",
        compute="_compute_location_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('usage', '=', 'internal'), ('id', 'child_of', parent.location_id)]",
        help="Where it is taken from. Left empty, it is taken wherever it lies, from several bins if need be.",
    )
    free_qty = fields.Float("Free", related="product_id.free_qty")
    move_ids = fields.One2many("stock.move", "internal_use_line_id", "Moves", readonly=True)
    value = fields.Monetary(compute="_compute_value")

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "Enter how many are used.")

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.product_id.uom_id

    @api.depends("product_id", "quantity", "product_uom_id", "use_id.location_id")
    def _compute_location_id(self):
        """The bin that has enough; one that was chosen stays while it has."""
        for stock, lines in (
            self.filtered(lambda line: line.use_id.state == "draft")
            .grouped(lambda line: line.use_id.location_id)
            .items()
        ):
            places = lines.product_id._get_places(stock)
            for line in lines:
                enough = line._find_enough(places[line.product_id])
                line.location_id = line.location_id if line.location_id in enough else next(iter(enough), False)

    def _find_enough(self, places):
        """Bins with as many free pieces as this line wants, the best first."""
        wanted = self.product_uom_id._compute_quantity(self.quantity, self.product_id.uom_id)
        return [place.location for place in self.product_id._filter_enough(places, wanted)]

    @api.depends("product_id", "quantity", "product_uom_id", "move_ids.value", "move_ids.state")
    def _compute_value(self):
        for line in self:
            done = line.sudo().move_ids.filtered(lambda move: move.state == "done")  # sudo: only their value
            issued = done.filtered(lambda move: not move.origin_returned_move_id)
            returned = done - issued
            if done:
                line.value = sum(issued.mapped("value")) - sum(returned.mapped("value"))
            elif line.product_id and line.product_uom_id:
                quantity = line.product_uom_id._compute_quantity(line.quantity, line.product_id.uom_id)
                cost = line.product_id.with_company(line.company_id).standard_price
                line.value = line.company_id.currency_id.round(quantity * cost)
            else:
                line.value = 0.0

    @api.constrains("product_id", "product_uom_id")
    def _check_unit(self):
        for line in self:
            if not line.product_uom_id._has_common_reference(line.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(part)s is not kept in %(unit)s. Use %(right)s or a unit of its kind.",
                        part=line.product_id.display_name,
                        unit=line.product_uom_id.name,
                        right=line.product_id.uom_id.name,
                    )
                )

    @api.constrains("quantity", "product_uom_id")
    def _check_whole(self):
        for line in self:
            line.product_uom_id._check_whole(line.quantity, line.product_id)

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        self._check_draft()

    def _check_draft(self):
        if not self.env.su:
            self.use_id._check_may_write({"line_ids": []})

    def _prepare_move_vals(self):
        use = self.use_id
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": self.product_uom_id.id,
            "location_id": (self.location_id or use.location_id).id,
            "location_dest_id": use.company_id._get_internal_use_location().id,
            "company_id": use.company_id.id,
            "origin": use.name,
            "internal_use_line_id": self.id,
        }
