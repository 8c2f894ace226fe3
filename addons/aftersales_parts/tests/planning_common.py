from datetime import date

from freezegun import freeze_time

from odoo.tests import new_test_user

from .common import PartsCase

TODAY = "2026-06-15"


class PlanningCase(PartsCase):
    """A store on a Monday in June, with a planner, a manager, a supplier of filters in packs of five."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(TODAY))
        cls.planner = new_test_user(cls.env, "planner", groups="aftersales_base.group_parts_planner")
        cls.manager = new_test_user(cls.env, "planning_manager", groups="aftersales_base.group_manager")
        cls.company = cls.env.company
        cls.customer = cls.env["res.partner"].create({"name": "Wang"})
        cls.sold_by(cls.filter, price=20, delay=5)
        cls.sold_by(cls.pads, price=200, delay=3)
        cls.filter.standard_price = 20
        cls.pads.standard_price = 200

    @classmethod
    def sold_by(cls, part, supplier=None, price=10.0, delay=5, **values):
        return cls.env["product.supplierinfo"].create(
            {
                "partner_id": (supplier or cls.supplier).id,
                "product_tmpl_id": part.product_tmpl_id.id,
                "price": price,
                "delay": delay,
                **values,
            }
        )

    @classmethod
    def issued(cls, part, day, quantity, usage="customer", warehouse=None, **values):
        """A part that left stock on a day; the books are the host's, the day is set afterwards."""
        warehouse = warehouse or cls.warehouse
        locations = cls.env["stock.location"]
        place = locations.search(
            [("usage", "=", usage), ("company_id", "in", [False, warehouse.company_id.id])], limit=1
        )
        cls.stock(part, quantity, warehouse.lot_stock_id)
        move = cls.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": place.id,
                "company_id": warehouse.company_id.id,
                **values,
            }
        )
        move._action_confirm()
        move._action_assign()
        move.picked = True
        move._action_done()
        cls.env.cr.execute("UPDATE stock_move SET date = %s, create_date = %s WHERE id = %s", (day, day, move.id))
        move.invalidate_recordset(["date", "create_date"])
        return move

    @classmethod
    def issued_monthly(cls, part, quantities, last=date(2026, 5, 10), **kwargs):
        """Quantities of the months up to the last one, oldest first."""
        for offset, quantity in enumerate(reversed(quantities)):
            if quantity:
                number = last.year * 12 + last.month - 1 - offset
                cls.issued(part, date(number // 12, number % 12 + 1, last.day), quantity, **kwargs)

    @classmethod
    def plan(cls, company=None):
        """What the night does, proposals left out; documents of before count too."""
        company = company or cls.company
        run = cls.env["aftersales.part.planning.run"].with_company(company)._get_runs(company)
        run._restart()
        while run._take_step() and run.stage != "proposals":
            pass
        return run

    @classmethod
    def planning_of(cls, part, warehouse=None):
        return cls.env["aftersales.part.planning"].search(
            [("product_id", "=", part.id), ("warehouse_id", "=", (warehouse or cls.warehouse).id)]
        )

    @classmethod
    def draw(cls, warehouse=None):
        return cls.env["aftersales.order.proposal"]._draw(warehouse or cls.warehouse)

    def counted(self, part, warehouse=None):
        """Month → quantity, cleaned quantity, demands, all kinds together."""
        groups = self.env["aftersales.part.demand"]._read_group(
            [("product_id", "=", part.id), ("warehouse_id", "=", (warehouse or self.warehouse).id)],
            ["month:month"],
            ["quantity:sum", "cleaned_quantity:sum", "hits:sum"],
        )
        return {month.strftime("%Y-%m"): tuple(figures) for month, *figures in groups}
