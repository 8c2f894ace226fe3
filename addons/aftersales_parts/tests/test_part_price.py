from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .price_common import PriceCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 02:00:00")
class TestPartPrice(PriceCase):
    """Prices by hand, and who may see and enter them."""

    def enter(self, part, **values):
        return self.env["aftersales.part.price"].create({"product_id": part.id, **values})

    def test_price_entered_by_the_planner_counts_at_once(self):
        self.enter(self.filter, list_price=42, dealer_net=30, supplier_id=self.supplier.id)
        self.assertEqual(self.filter.lst_price, 42)
        self.assertEqual(self.filter.sudo().seller_ids.price, 30)

    def test_price_in_force_stays_in_the_history(self):
        price = self.enter(self.filter, list_price=42)
        with self.assertRaisesRegex(UserError, "is in force and stays in its history"):
            price.list_price = 43
        with self.assertRaisesRegex(UserError, "is in force and stays in its history"):
            price.unlink()
        later = self.enter(self.filter, list_price=50, date_from="2026-05-01")
        later.list_price = 51
        with self.assertRaisesRegex(UserError, "is kept by the system"):
            later.is_applied = True
        later.unlink()

    def test_price_of_the_past_does_not_replace_the_one_of_today(self):
        self.enter(self.filter, list_price=42)
        self.enter(self.filter, list_price=40, date_from="2026-01-01")
        self.assertEqual(self.filter.lst_price, 42)
        self.assertEqual(self.filter._get_prices("2026-02-01")[self.filter].list_price, 40)

    def test_prices_are_for_parts(self):
        desk = self.env["product.product"].sudo().create({"name": "Desk"})
        with self.assertRaisesRegex(UserError, "Desk is no part"):
            self.enter(desk, list_price=10)

    def test_clerk_sees_net_prices_and_an_advisor_does_not(self):
        price = self.enter(self.filter, list_price=42, dealer_net=30, warranty_price=20)
        self.assertEqual(price.with_user(self.clerk).dealer_net, 30)
        self.assertEqual(self.filter.with_user(self.clerk).dealer_net_price, 30)
        self.assertEqual(price.with_user(self.advisor).list_price, 42)
        self.assertEqual(self.filter.with_user(self.advisor).warranty_price, 20)
        for record, name in ((price, "dealer_net"), (self.filter, "dealer_net_price")):
            with self.assertRaises(AccessError):
                record.with_user(self.advisor).read([name])
        for user in (self.clerk, self.advisor):
            with self.assertRaises(AccessError):
                self.env["aftersales.part.price"].with_user(user).create(
                    {"product_id": self.filter.id, "list_price": 1}
                )

    def test_current_prices_take_the_same_queries_for_one_and_fifty_parts(self):
        parts = self.env["product.product"].concat(
            *(self.part(f"7ZQ{number:06}", f"Part {number}").with_env(self.env) for number in range(50))
        )
        for part in parts:
            self.enter(part, list_price=10, dealer_net=5)
        for some in (parts[:1], parts):
            self.env.invalidate_all()
            some.mapped("is_part")
            with self.assertQueryCount(3):
                some.mapped("dealer_net_price")

    def test_nothing_stored_depends_on_what_is_written_past_the_orm(self):
        written = {
            "product.template": ("list_price",),
            "product.supplierinfo": ("price", "currency_id"),
            "aftersales.part.price": ("is_applied",),
        }
        for model, names in written.items():
            for name in names:
                field = self.env[model]._fields[name]
                stored = [str(other) for other in self.env.registry.get_dependent_fields(field) if other.store]
                self.assertEqual(stored, [], f"{field}: recompute these after a price file")
