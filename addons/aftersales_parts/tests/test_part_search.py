from odoo.tests import Form, tagged

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestPartSearch(PartsCase):
    """A number finds its part in any spelling, wherever a product is chosen; other products are found as ever."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.longer = cls.part("9ZQ 115 562 BX", "Oil filter, long", manufacturer_code="VW")
        cls.desk = cls.env["product.product"].create(
            {
                "name": "Desk 9ZQ",
                "default_code": "9ZQ115562B-DESK",
                "barcode": "6901234567892",
            }
        )

    def names(self, text, **kwargs):
        found = self.env["product.product"].with_user(self.clerk).name_search(text, **kwargs)
        return [pair[0] for pair in found]

    def test_whole_number_in_any_spelling_finds_just_the_part(self):
        for text in ("9ZQ115562B", "9zq 115 562 b", "9ZQ-115-562.B", "９ＺＱ１１５５６２Ｂ"):
            self.assertEqual(self.names(text), self.filter.ids, text)

    def test_start_of_a_number_finds_parts_first_then_the_host_s_finds(self):
        self.assertEqual(self.names("9zq115"), [self.filter.id, self.longer.id, self.desk.id])
        self.assertEqual(self.names("9zq115", limit=2), [self.filter.id, self.longer.id])
        self.assertEqual(self.names("9ZQ"), [self.filter.id, self.longer.id, self.desk.id])

    def test_reference_and_bar_code_of_plain_products_win_as_in_the_host(self):
        self.assertEqual(self.names("9ZQ115562B-DESK"), self.desk.ids)
        self.assertEqual(self.names("6901234567892"), self.desk.ids)

    def test_domain_and_operator_are_kept(self):
        others = [("id", "!=", self.filter.id)]
        self.assertEqual(self.names("9ZQ115562B", domain=others), [self.longer.id, self.desk.id])
        self.assertEqual(self.names("9ZQ115562B", operator="="), self.filter.ids)
        self.assertNotIn(self.filter.id, self.names("9ZQ 115 562 B", operator="not ilike"))

    def test_wildcards_in_a_number_are_letters(self):
        percent = self.part("12%4_6", "Odd number")
        self.part("12X4Y6", "Other number")
        self.assertEqual(self.names("12%4_6"), percent.ids)
        self.assertEqual(self.env["product.product"].search([("part_number", "ilike", "2%4_")]), percent)

    def test_template_drop_down_and_search_boxes_find_it(self):
        both = self.filter | self.longer
        templates = self.env["product.template"].with_user(self.clerk)
        self.assertIn(self.filter.product_tmpl_id.id, [pair[0] for pair in templates.name_search("9zq115562b")])
        self.assertEqual(templates.search([("part_number", "ilike", "9zq-115562b")]), both.product_tmpl_id)
        self.assertEqual(templates.search([("part_number", "=", "9zq-115562b")]), self.filter.product_tmpl_id)

    def test_number_field_answers_every_operator(self):
        both = self.filter | self.longer
        products = self.env["product.product"].with_user(self.clerk)
        self.assertEqual(products.search([("part_number", "ilike", "115562b")]), both)
        some = products.search([("part_number", "in", ["9zq-115562b", "8zq698151e"])])
        self.assertEqual(some, self.filter | self.pads)
        self.assertIn(self.filter, products.search([("display_name", "ilike", "9zq115562b")]))
        self.assertNotIn(self.filter, products.search([("part_number", "!=", "9zq115562b")]))
        bare = self.env["product.product"].create({"name": "No number"})
        self.assertIn(bare, products.search([("part_number", "=", False)]))

    def test_clerk_s_box_takes_number_bar_code_and_name(self):
        products = self.env["product.product"].with_user(self.clerk)
        self.pads.barcode = "6909999999991"
        for text, parts in [
            ("9zq-115562b", self.filter | self.longer),
            ("ZQ698", self.pads),
            ("6909999999991", self.pads),
            ("brake", self.pads),
            ("oil FILTER", self.filter | self.longer),
            ("99999999", self.pads),
        ]:
            self.assertEqual(products.search([("part_lookup", "ilike", text), ("is_part", "=", True)]), parts, text)
        self.assertEqual(products.search([("part_lookup", "ilike", "desk 9ZQ")]), self.desk)

    def test_search_views_of_the_host_use_it(self):
        for name in ("product_view_search_catalog", "product_search_form_view", "product_template_search_view"):
            view = self.env.ref(f"product.{name}")
            arch = self.env[view.model].get_view(view.id, "search")["arch"]
            self.assertIn("('part_number', 'ilike', self)", arch, name)

    def test_number_is_the_host_s_reference(self):
        parts = self.env["product.product"].with_context(default_is_part=True, default_is_storable=True)
        form = Form(parts, "product.product_normal_form_view")
        form.name = "Air filter"
        form.part_number = "8ZQ 129 620"
        part = form.save()
        self.assertRecordValues(
            part,
            [
                {
                    "default_code": "8ZQ 129 620",
                    "part_number_key": "8ZQ129620",
                    "display_name": "[8ZQ 129 620] Air filter",
                    "is_part": True,
                }
            ],
        )
        self.assertEqual(part.product_tmpl_id.part_number, "8ZQ 129 620")
        part.product_tmpl_id.part_number = "8ZQ 129 620 A"
        self.assertEqual(part.part_number_key, "8ZQ129620A")
        self.assertFalse(part.copy().part_number)
