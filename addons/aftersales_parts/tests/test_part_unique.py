import psycopg2

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PartsCase


@tagged("post_install", "-at_install")
class TestPartUnique(PartsCase):
    """A manufacturer's number stands for one part."""

    def test_same_number_in_another_spelling_is_refused_by_name(self):
        message = r"9zq115562b of manufacturer VW exists already: \[9ZQ 115 562 B\] Oil filter"
        with self.assertRaisesRegex(ValidationError, message):
            self.part("9zq115562b", "Another filter", manufacturer_code="vw")

    def test_template_is_refused_as_well(self):
        with self.assertRaisesRegex(ValidationError, "exists already"):
            self.env["product.template"].create(
                {
                    "name": "Again",
                    "is_part": True,
                    "part_number": "9ZQ-115-562-B",
                    "manufacturer_code": "VW",
                }
            )

    def test_two_in_one_batch_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "exists already"):
            self.env["product.product"].create(
                [
                    {"name": name, "is_part": True, "part_number": number}
                    for name, number in [("One", "7ZQ-615"), ("Two", "7zq615")]
                ]
            )

    def test_renumbering_and_new_manufacturer_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "exists already"):
            self.pads.part_number = "9ZQ.115.562.B"
        self.pads.part_number = "8ZQ 698 151 E"
        other = self.part("9ZQ 115 562 B", "Same number, other maker", manufacturer_code="BOSCH")
        with self.assertRaisesRegex(ValidationError, "exists already"):
            other.manufacturer_code = "VW"
        other.manufacturer_code = "BOSCH"
        plain = self.env["product.product"].create(
            {
                "name": "Plain",
                "default_code": "9ZQ115562B",
                "manufacturer_code": "VW",
            }
        )
        with self.assertRaisesRegex(ValidationError, "exists already"):
            plain.is_part = True

    def test_number_given_up_is_free_at_once(self):
        self.filter.part_number = "9ZQ 115 562 C"
        self.assertEqual(self.part("9ZQ 115 562 B", "Successor", manufacturer_code="VW").part_number_key, "9ZQ115562B")
        self.env.flush_all()

    def test_archived_part_keeps_its_number(self):
        self.filter.action_archive()
        with self.assertRaisesRegex(ValidationError, "may be archived"):
            self.part("9ZQ115562B", "Again", manufacturer_code="VW")

    def test_plain_products_stay_free(self):
        plain = self.env["product.product"].create(
            [
                {"name": "Desk", "default_code": "9ZQ 115 562 B"},
                {"name": "Chair", "default_code": "9ZQ 115 562 B"},
            ]
        )
        self.assertEqual(len(plain), 2)
        self.assertFalse(any(plain.mapped("is_part")))

    def test_each_company_has_its_own_and_none_doubles_the_shared_one(self):
        north, south = self.env["res.company"].create([{"name": "Store North"}, {"name": "Store South"}])
        self.part("7ZQ 998 262", "Pump", company_id=north.id)
        self.assertTrue(self.part("7ZQ 998 262", "Pump", company_id=south.id))
        with self.assertRaisesRegex(ValidationError, "exists already"):
            self.part("7ZQ-998-262", "Pump", company_id=south.id)
        with self.assertRaisesRegex(ValidationError, "exists already"):
            self.part("7ZQ-998-262", "Pump, shared")
        with self.assertRaisesRegex(ValidationError, "exists already"):
            self.part("9ZQ 115 562 B", "Filter", manufacturer_code="VW", company_id=north.id)

    @mute_logger("odoo.sql_db")
    def test_database_refuses_whoever_came_at_the_same_moment(self):
        """What a second transaction's check cannot see, the index does; its message is a clerk's one."""
        self.env.flush_all()
        with self.assertRaises(psycopg2.IntegrityError) as refused, self.cr.savepoint():
            self.cr.execute("UPDATE product_product SET part_number_key = '9ZQ115562B' WHERE id = %s", [self.pads.id])
        message = self.pads._sql_error_to_message(refused.exception)
        self.assertIn("This part number of this manufacturer exists already.", message)
