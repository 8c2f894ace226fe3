from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from odoo.addons.aftersales_base.models.locking import lock


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    is_car = fields.Boolean(related="product_id.is_car")
    car_lot_id = fields.Many2one(
        "stock.lot",
        "Car (VIN)",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
        domain="[('product_id', '=', product_id), ('car_state', 'in', ('expected', 'free')), "
        "'|', ('car_company_id', '=', False), ('car_company_id', 'parent_of', company_id)]",
        help="The very car the customer buys. Empty while it still has to be ordered.",
    )

    car_handover_ids = fields.One2many("aftersales.car.handover", "order_line_id", "Handovers")
    is_car_sold = fields.Boolean(
        compute="_compute_is_car_sold", search="_search_is_car_sold", help="Sold, and not given back by the customer."
    )

    @api.depends("car_lot_id", "state", "car_handover_ids.returned_date")
    def _compute_is_car_sold(self):
        for line in self:
            # sudo: a seller sees no handovers
            returned = line.sudo().car_handover_ids.filtered("returned_date")
            line.is_car_sold = bool(line.car_lot_id) and line.state == "sale" and not returned

    def _search_is_car_sold(self, operator, value):
        if operator != "in":
            return NotImplemented
        returned = Domain("car_handover_ids", "any!", Domain("returned_date", "!=", False))
        sold = Domain("car_lot_id", "!=", False) & Domain("state", "=", "sale") & ~returned
        return Domain.OR(sold if wanted else ~sold for wanted in value)

    @api.constrains("car_lot_id", "product_id", "product_uom_qty")
    def _check_car(self):
        for line in self.filtered("car_lot_id"):
            if line.car_lot_id.product_id != line.product_id:
                raise ValidationError(
                    self.env._(
                        "Car %(vin)s is a %(product)s. Choose a car of the model on the line.",
                        vin=line.car_lot_id.name,
                        product=line.car_lot_id.product_id.display_name,
                    )
                )
            if line.product_uom_id.compare(line.product_uom_qty, 1) != 0:
                raise ValidationError(
                    self.env._("Sell each car on a line of its own: %(vin)s is one car.", vin=line.car_lot_id.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        """A car added to a confirmed order is sold by that: it is checked as the others, and waits for its handover."""
        lines = super().create(vals_list)
        if sold := lines.filtered(lambda line: line.state == "sale" and line.product_id.is_car):
            sold._check_car_stands_here()
            sold._check_car_sold_once()
            sold._plan_handovers()
        return lines

    def write(self, vals):
        """A quantity of none calls the car off; one that is wanted again waits for its handover."""
        again = self.browse()
        if "product_uom_qty" in vals:
            cars = self.filtered(lambda line: line.product_id.is_car)
            wanted = cars.filtered("product_uom_qty")
            if vals["product_uom_qty"]:
                again = (cars - wanted).filtered(lambda line: line.state == "sale")
            else:
                vals = wanted._call_off_cars() | vals
        with self._exchange_car(vals):
            result = super().write(vals)
        again._plan_handovers()
        return result

    @contextmanager
    def _exchange_car(self, vals):
        """Another car of the same model until it is handed over; its reservation follows.

        What was prepared for the handover was so for the other car: it is cancelled, and the handover planned anew.
        """
        if "car_lot_id" not in vals:
            yield
            return
        changed = self.filtered(lambda line: line.car_lot_id.id != vals["car_lot_id"])
        changed._check_car_not_handed_over()
        # sudo: a seller may give the customer another car but keeps no handovers
        begun = changed.sudo().car_handover_ids.filtered(lambda handover: handover._is_begun())
        anew = [handover._prepare_anew_vals() for handover in begun]
        begun._transit("cancel")
        yield
        begun.flush_recordset()  # one handover of a line that is not cancelled
        for old, new in zip(begun, begun.browse().create(anew), strict=True):
            old._note_replaced_by(new)
        sold = changed.filtered(lambda line: line.state == "sale")
        sold._check_car_stands_here()
        sold._check_car_sold_once()
        sold._reserve_chosen_car()

    def _call_off_cars(self):
        """A car that is no longer wanted is handed over to nobody, and free for others.

        :return: what is written on these lines for it
        :rtype: dict
        """
        self._check_car_not_handed_over()
        # sudo: a seller may call a car off but keeps no handovers
        handovers = self.sudo().car_handover_ids
        handovers._filter_open()._transit("cancel")
        handovers.flush_recordset()  # one handover of a line that is not cancelled
        return {"car_lot_id": False} if self.car_lot_id else {}

    def _check_car_not_handed_over(self):
        # sudo: whether it is handed over concerns every seller
        if any(
            handover.state == "handed_over"
            for handover in self.sudo().order_id.car_handover_ids
            if handover.order_line_id in self
        ):
            raise UserError(self.env._("This car has been handed over and stays on its order."))

    def _check_car_sold_once(self):
        """Two orders at the same moment meet at the car's row."""
        cars = self.car_lot_id
        if not cars:
            return
        # sudo: a seller has no right to write cars, which a lock asks for, nor to see a colleague's order
        lock(cars.sudo())
        others = self.sudo().search(
            [("car_lot_id", "in", cars.ids), ("is_car_sold", "=", True), ("id", "not in", self.ids)]
        )
        taken = {line.car_lot_id: line for line in others}
        for line in self.filtered("car_lot_id"):
            if other := taken.get(line.car_lot_id):
                raise UserError(
                    self.env._(
                        "Car %(vin)s is sold on order %(order)s. Choose another car.",
                        vin=line.car_lot_id.name,
                        order=other.order_id.name,
                    )
                )
            taken[line.car_lot_id] = line  # the same car may stand on two lines that are sold at once

    def _check_car_stands_here(self):
        """A car in another store's stock leaves by no order of this one, however it was chosen."""
        for line in self.filtered("car_lot_id"):
            # sudo: whoever sells may know in which store a car stands, and no more of that store
            store = line.car_lot_id.sudo().car_company_id
            if store and store not in line.company_id.sudo().parent_ids:
                raise UserError(
                    self.env._(
                        "Car %(vin)s stands in store %(store)s. Choose a car of %(company)s on order %(order)s, or "
                        "have this one moved there first.",
                        vin=line.car_lot_id.name,
                        store=store.name,
                        company=line.company_id.name,
                        order=line.order_id.name,
                    )
                )

    def _plan_handovers(self):
        """One handover per car on the order; ``sudo`` since sellers plan none by hand."""
        if not self:
            return
        planned = self.sudo().order_id.car_handover_ids.filtered(lambda handover: handover.state != "cancelled")
        self.env["aftersales.car.handover"].sudo().create(
            [{"order_line_id": line.id, "user_id": False} for line in self - planned.order_line_id]
        )

    def _reserve_chosen_car(self):
        moves = self.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        moves._do_unreserve()
        moves._action_assign()
