import functools

from odoo.tests import tagged

from ..models.product_product import ProductProduct
from .common import PartsCase

# The host's methods as they are without this addon's; a function of its own, for linters take "super" in a test amiss.
super_of_ours = functools.partial(super, ProductProduct)


@tagged("post_install", "-at_install")
class TestCoreFlows(PartsCase):
    """Who sells desks pays nothing for the parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk = cls.env["product.product"].create(
            {
                "name": "Desk",
                "default_code": "DESK 4711",
                "barcode": "6901234567892",
            }
        )

    def queries(self, search):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        result = search()
        return self.cr.sql_log_count - before, result

    def test_search_takes_no_query_more_than_the_host_s_own(self):
        products = self.env["product.product"].with_user(self.advisor)
        host = super_of_ours(products)
        for text in ("Desk", "DESK 4711", "6901234567892", "Chair", "A6", "灯泡H7"):
            products.name_search(text)
            ours, found = self.queries(lambda text=text: products.name_search(text))
            theirs, expected = self.queries(lambda text=text: host.name_search(text))
            self.assertEqual(found, expected, text)
            self.assertLessEqual(ours, theirs, text)

    def test_display_name_search_of_no_number_is_the_host_s_domain(self):
        products = self.env["product.product"]
        for operator, text in [("ilike", "Desk"), ("in", ["DESK 4711"]), ("not ilike", "DESK 4711")]:
            ours = products._search_display_name(operator, text)
            theirs = super_of_ours(products)._search_display_name(operator, text)
            self.assertEqual(str(ours), str(theirs))

    def test_delivery_of_desks_takes_no_turn_and_that_of_parts_one(self):
        self.desk.is_storable = True
        self.stock(self.desk, 5)
        self.stock(self.filter, 5)
        self.cr.precommit.data.clear()  # as in a transaction of its own
        asked = []
        read = type(self.env["stock.quant"])._read_in_turn

        def count(quants, product_ids):
            asked.append(product_ids)
            return read(quants, product_ids)

        self.patch(type(self.env["stock.quant"]), "_read_in_turn", count)
        move = self.demand(self.desk, 1)
        move.picked = True
        move._action_done()
        self.assertEqual(asked, [])
        move = self.demand(self.filter, 1)
        move.picked = True
        move._action_done()
        self.assertEqual(asked, [{self.filter.id}])
