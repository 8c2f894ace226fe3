from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import Form, new_test_user, tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestPartPlaces(PartsCase):
    """A part is taken from the bin where it lies, and who finds too little is told where the rest is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.near, cls.far = cls.bins("A-01-1", "A-01-2")
        cls.damaged = cls.env.ref("aftersales_parts.scrap_reason_damaged_store")
        cls.stocked = cls.warehouse.lot_stock_id

    @classmethod
    def bins(cls, *names):
        stock = cls.warehouse.lot_stock_id
        return cls.env["stock.location"].create([{"name": name, "location_id": stock.id} for name in names])

    def scrap(self, part=None, quantity=1, **vals):
        vals = {"product_id": (part or self.filter).id, "scrap_qty": quantity, **vals}
        vals["scrap_reason_tag_ids"] = [Command.set(self.damaged.ids)]
        return self.env["stock.scrap"].with_user(self.clerk).create(vals)

    def perishable(self):
        """A part with a shelf life: what goes first lies in the fuller bin's neighbour."""
        part = self.part("DOT 4", "Brake fluid", shelf_life_days=700)
        lots = self.env["stock.lot"].create(
            [
                {"name": "NEW", "product_id": part.id, "expiration_date": "2028-06-01", "removal_date": "2028-05-01"},
                {"name": "OLD", "product_id": part.id, "expiration_date": "2027-06-01", "removal_date": "2027-05-01"},
            ]
        )
        for lot, location, quantity in zip(lots, (self.near, self.far), (5, 2), strict=True):
            self.env["stock.quant"]._update_available_quantity(part, location, quantity, lot_id=lot)
        return part, lots

    def test_most_free_pieces_decide_not_the_fullest_bin(self):
        self.stock(self.filter, 5, self.near)
        self.stock(self.filter, 3, self.far)
        self.assertEqual(self.filter._get_place(self.stocked).location, self.near)
        move = self.demand(self.filter, 4)
        self.assertEqual(move.move_line_ids.location_id, self.near)
        place = self.filter._get_place(self.stocked)
        self.assertEqual((place.location, place.free), (self.far, 3))
        self.assertEqual(self.filter._get_place(self.stocked, quantity=4).location, self.stocked.browse())
        self.assertFalse(self.pads._get_place(self.stocked).location)

    def test_places_of_many_parts_take_one_query(self):
        parts = self.filter | self.pads
        for part in parts:
            self.stock(part, 2, self.near)
        self.env.flush_all()
        self.env.invalidate_all()
        parts.mapped("is_part")
        parts.mapped("use_expiration_date")
        with self.assertQueryCount(2):  # the path of the location, and what lies below it
            places = parts._get_places(self.stocked)
        self.assertEqual([[place.location for place in places[part]] for part in parts], [[self.near], [self.near]])

    def test_scrap_starts_from_the_bin(self):
        self.stock(self.filter, 4, self.near)
        screen = Form(self.env["stock.scrap"].with_user(self.clerk), "aftersales_parts.stock_scrap_view_form_parts")
        screen.product_id = self.filter
        self.assertEqual(screen.location_id, self.near)
        scrap = self.scrap(quantity=2)
        scrap.action_scrap_part()
        self.assertEqual((scrap.state, scrap.location_id, self.filter.qty_available), ("done", self.near, 2))

    def test_scrap_of_what_expires_starts_with_the_lot_that_goes_first(self):
        part, lots = self.perishable()
        scrap = self.scrap(part)
        self.assertEqual((scrap.location_id, scrap.lot_id), (self.far, lots[1]))
        scrap.location_id = self.near
        self.assertEqual(scrap.lot_id, lots[0])
        chosen = self.scrap(part, location_id=self.near.id, lot_id=lots[0].id)
        self.assertEqual((chosen.location_id, chosen.lot_id), (self.near, lots[0]))

    def test_scrap_of_other_goods_starts_where_the_host_starts(self):
        desk = self.env["product.product"].create({"name": "Desk", "is_storable": True})
        self.stock(desk, 3, self.near)
        scrap = self.env["stock.scrap"].create({"product_id": desk.id, "scrap_qty": 1})
        self.assertEqual(scrap.location_id, self.stocked)

    def test_refused_scrap_says_where_the_part_lies(self):
        self.stock(self.filter, 4, self.near)
        scrap = self.scrap(location_id=self.far.id)
        with self.assertRaisesRegex(UserError, "Less of .* lies at WH/Stock/A-01-2.*It lies at: WH/Stock/A-01-1 4"):
            scrap.action_scrap_part()
        with self.assertRaisesRegex(UserError, "None of it lies in the store"):
            self.scrap(self.pads).action_scrap_part()

    def use(self, quantity, **vals):
        manager = new_test_user(self.env, f"manager{quantity}", groups="aftersales_base.group_manager")
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        account = self.env["account.analytic.account"].create({"name": "Shuttle Car", "plan_id": plan.id})
        line = {"product_id": self.filter.id, "quantity": quantity, **vals}
        use = self.env["aftersales.internal.use"].with_user(self.clerk)
        use = use.create({"purpose": "Oil", "analytic_account_id": account.id, "line_ids": [Command.create(line)]})
        use.action_submit()
        use.with_user(manager).action_approve()
        return use

    def test_internal_use_takes_from_the_bin_that_has_enough(self):
        self.stock(self.filter, 5, self.near)
        self.stock(self.filter, 8, self.far)
        use = self.use(6)
        self.assertEqual(use.line_ids.location_id, self.far)
        use.action_issue()
        self.assertEqual(use.line_ids.move_ids.location_id, self.far)
        self.assertEqual(self.filter.with_context(location=self.near.id).qty_available, 5)

    def test_internal_use_takes_from_several_bins_where_no_one_has_enough(self):
        self.stock(self.filter, 2, self.near)
        self.stock(self.filter, 2, self.far)
        use = self.use(3)
        self.assertFalse(use.line_ids.location_id)
        use.action_issue()
        self.assertEqual((use.state, self.filter.qty_available), ("issued", 1))

    def test_refused_internal_use_says_where_the_part_lies(self):
        self.stock(self.filter, 5, self.near)
        use = self.use(2, location_id=self.far.id)
        with self.assertRaisesRegex(UserError, "free at WH/Stock/A-01-2.*It lies at: WH/Stock/A-01-1 5"):
            use.action_issue()

    def test_told_places_name_what_is_promised(self):
        self.stock(self.filter, 5, self.near)
        self.demand(self.filter, 2)
        self.assertEqual(self.filter._tell_places(self.env.company), "It lies at: WH/Stock/A-01-1 5 (3 of them free).")
