from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OUT = Domain("location_id.usage", "in", ("internal", "transit")) & Domain(
    "location_dest_id.usage", "in", ("customer", "supplier", "production", "inventory")
)
HOST_STEP = object()  # in the context of the host's own steps with a move; no request from outside can carry it


class StockMove(models.Model):
    """Whatever leaves the stock belongs to a sale, a purchase, a repair, an internal use, a count or a scrap."""

    _inherit = "stock.move"

    count_line_id = fields.Many2one(
        "aftersales.stock.count.line",
        "Stock Count",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    internal_use_line_id = fields.Many2one(
        "aftersales.internal.use.line",
        "Internal Use",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    has_document = fields.Boolean(
        compute="_compute_has_document",
        search="_search_has_document",
        help="Belongs to a sale, a purchase, a repair, an internal use, a count or a scrap.",
    )

    @api.depends(lambda self: self._get_document_fields())
    def _compute_has_document(self):
        for move in self:
            move.has_document = any(move[name] for name in self._get_document_fields())

    def _search_has_document(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain.OR(Domain(name, "!=", False) for name in self._get_document_fields())
        if set(value) == {True, False}:
            return Domain.TRUE
        return domain if True in value else ~domain

    @api.model
    def _get_document_fields(self):
        """Hook: fields of a move that say what it is for, any of them."""
        return (
            "sale_line_id",
            "purchase_line_id",
            "count_line_id",
            "internal_use_line_id",
            "scrap_id",
            "is_inventory",
            "origin_returned_move_id",
        )

    @api.model
    def _get_kept_links(self):
        """Hook: links of a move to the document it is made by; they let a part leave, so nobody writes them by hand."""
        return frozenset({"count_line_id", "internal_use_line_id"})

    @api.model
    def _get_carried_links(self):
        """Hook: those of ``_get_kept_links`` that the host's own steps hand on to what is left of a move."""
        return frozenset()

    @api.model
    def _get_entered_links(self):
        """Hook: those of ``_get_document_fields`` that people enter, because the document checks what they enter."""
        return frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self._check_links_kept({name for vals in vals_list for name, value in vals.items() if value})
            self._check_links_kept({name.removeprefix("default_") for name, value in self.env.context.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            kept = self._get_kept_links()
            self._check_links_kept({name for name, value in vals.items() if value or name in kept})
        return super().write(vals)

    @api.model
    def _check_links_kept(self, names):
        """:raise UserError: among the names is a link that lets a part leave and is not set by hand

        The host's own links are not either, by those who need a document to move a part.
        """
        kept = self._get_kept_links() & set(names)
        if self.env.context.get("aftersales_step") is HOST_STEP:
            kept -= self._get_carried_links()
        else:
            host_links = (set(self._get_document_fields()) - self._get_entered_links()) & set(names)
            if host_links and not self.env.user.has_group("stock.group_stock_user"):
                kept |= host_links
        if kept := sorted(kept):
            raise UserError(
                self.env._(
                    "%(field)s of a stock move is kept by the system. Use the buttons of the document.",
                    field=self._fields[kept[0]]._description_string(self.env),
                )
            )

    def _create_backorder(self):
        """What is left keeps the links of what leaves, whoever posts it."""
        return super(StockMove, self.with_context(aftersales_step=HOST_STEP))._create_backorder().with_env(self.env)

    def _action_synch_order(self):
        """A further part in the delivery of an order is linked to it, and so billed."""
        return super(StockMove, self.with_context(aftersales_step=HOST_STEP))._action_synch_order()

    def _action_done(self, cancel_backorder=False):
        self._check_has_document()
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _check_has_document(self):
        """The host's warehouse people answer for what they move by hand; our roles move what a document asks for."""
        if self.env.su or self.env.user.has_group("stock.group_stock_user"):
            return
        parts = self.filtered(lambda move: move.product_id.is_part and move.state not in ("done", "cancel"))
        if loose := parts.filtered(lambda move: move._leaves_stock() and not move.has_document)[:1]:
            raise UserError(
                self.env._(
                    "%(part)s would leave the stock for nothing. Issue it to a repair order, sell it, or write an "
                    "internal use.",
                    part=loose.product_id.display_name,
                )
            )

    def _leaves_stock(self):
        inside = ("internal", "transit")
        return self.location_id.usage in inside and self.location_dest_id.usage not in inside
