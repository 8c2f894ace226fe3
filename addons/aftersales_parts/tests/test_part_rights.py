from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import PartsCase

READERS = ("service_advisor", "workshop_supervisor", "technician", "cashier", "manager")


@tagged("post_install", "-at_install")
class TestPartRights(PartsCase):
    """The parts clerk keeps parts and receives deliveries; the others look."""

    def test_clerk_adds_and_corrects_a_part(self):
        parts = self.env["product.product"].with_user(self.clerk)
        parts = parts.with_context(default_is_part=True, default_is_storable=True)
        form = Form(parts, "product.product_normal_form_view")
        form.name = "Wiper blade"
        form.part_number = "6ZQ 955 425"
        form.manufacturer_code = "audi"
        form.standard_price = 40
        part = form.save()
        self.assertRecordValues(
            part,
            [
                {"is_part": True, "is_storable": True, "manufacturer_code": "AUDI", "standard_price": 40},
            ],
        )
        part.write({"name": "Wiper blade, left", "part_number": "6ZQ 955 425 A"})
        self.assertEqual(part.part_number_key, "6ZQ955425A")

    def test_clerk_keeps_no_other_products_and_deletes_none(self):
        desk = self.env["product.product"].create({"name": "Desk"})
        for record in (desk, desk.product_tmpl_id):
            with self.assertRaisesRegex(AccessError, "A parts clerk keeps parts. Desk is none"):
                record.with_user(self.clerk).write({"name": "Changed"})
            self.assertFalse(record.with_user(self.clerk).has_access("write"))
        for model in ("product.product", "product.template"):
            with self.assertRaisesRegex(AccessError, "Chair is none"):
                self.env[model].with_user(self.clerk).create({"name": "Chair"})
        with self.assertRaises(AccessError):
            self.filter.with_user(self.clerk).unlink()
        self.assertEqual((desk | self.filter).with_user(self.clerk)._filtered_access("write"), self.filter)

    def test_product_manager_who_is_clerk_too_keeps_all_products(self):
        both = new_test_user(self.env, "both", groups="aftersales_base.group_parts_clerk,product.group_product_manager")
        desk = self.env["product.product"].with_user(both).create({"name": "Desk"})
        desk.name = "Table"
        self.assertEqual(desk.product_tmpl_id.name, "Table")

    def test_clerk_receives_short_and_the_rest_stays_on_order(self):
        order = self.order(self.filter, 6)
        receipt = order.picking_ids.with_user(self.clerk)
        receipt.move_ids.quantity = 4
        receipt.move_ids.picked = True
        action = receipt.button_validate()
        wizard = self.env[action["res_model"]].with_user(self.clerk).with_context(**action["context"])
        Form(wizard).save().process()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(self.filter.with_user(self.clerk).qty_available, 4)
        self.assertEqual(self.filter.with_user(self.clerk).incoming_qty, 2)
        self.assertEqual(order.order_line.with_user(self.clerk).qty_received, 4)
        self.assertEqual(order.picking_ids.backorder_id, receipt)

    def test_clerk_receives_at_average_cost(self):
        self.pads.categ_id = self.env["product.category"].create(
            {
                "name": "Parts, average cost",
                "property_cost_method": "average",
            }
        )
        receipt = self.order(self.pads, 5).picking_ids.with_user(self.clerk)
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(self.pads.standard_price, 10)

    def test_clerk_makes_no_stock_out_of_thin_air(self):
        self.stock(self.filter, 5)
        with self.assertRaises(AccessError):
            self.env["stock.picking"].with_user(self.clerk).create({"picking_type_id": self.warehouse.in_type_id.id})
        with self.assertRaises(AccessError):
            self.env["stock.quant"].with_user(self.clerk).with_context(inventory_mode=True).create(
                {
                    "product_id": self.filter.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "inventory_quantity": 9,
                }
            )
        with self.assertRaises(AccessError):
            quants = self.filter.stock_quant_ids.with_user(self.clerk).with_context(inventory_mode=True)
            quants.write({"inventory_quantity": 9})
        scrap = self.env["stock.scrap"].with_user(self.clerk).create({"product_id": self.filter.id, "scrap_qty": 1})
        with self.assertRaisesRegex(UserError, "Choose a reason"):
            scrap.action_validate()
        with self.assertRaisesRegex(UserError, "Oil filter lies in stock"):
            self.filter.with_user(self.clerk).standard_price = 99

    def test_clerk_orders_nothing(self):
        with self.assertRaises(AccessError):
            self.env["purchase.order"].with_user(self.clerk).create({"partner_id": self.supplier.id})
        with self.assertRaises(AccessError):
            self.order(self.filter, 1).with_user(self.clerk).button_cancel()

    def test_planner_calls_off_a_receipt_and_a_clerk_does_not(self):
        order = self.order(self.filter, 6)
        receipt = order.picking_ids
        with self.assertRaisesRegex(AccessError, f"{receipt.name} is on order by {order.name}"):
            receipt.with_user(self.clerk).action_cancel()
        receipt.move_ids.quantity = 4
        receipt.move_ids.picked = True
        without_rest = {"skip_backorder": True, "picking_ids_not_to_backorder": receipt.ids}
        with self.assertRaisesRegex(AccessError, f"{receipt.name} is on order by {order.name}"):
            receipt.with_user(self.clerk).with_context(**without_rest).button_validate()
        self.assertEqual(receipt.state, "assigned")
        planner = new_test_user(self.env, "planner", groups="base.group_user,aftersales_base.group_parts_planner")
        receipt.with_user(planner).action_cancel()
        self.assertEqual(receipt.state, "cancel")

    def test_empty_lists_of_transfers_tell_parts_people_what_waits_there(self):
        for name, words in (("receipts_action", "Nothing to receive"), ("transfers_action", "Nothing to bring away")):
            action = self.env.ref(f"aftersales_parts.{name}")
            pickings = self.env["stock.picking"].with_user(self.clerk)
            told = pickings.with_context(**safe_eval(action.context)).get_empty_list_help(action.help)
            self.assertIn(words, told)
            self.assertNotIn(words, pickings.get_empty_list_help(action.help), "the host's own lists stay the host's")

    def test_every_other_role_reads_parts_and_figures_and_changes_nothing(self):
        self.stock(self.filter, 7)
        receipt = self.order(self.filter, 3).picking_ids
        for role in READERS:
            user = new_test_user(self.env, f"reader_{role}", groups=f"aftersales_base.group_{role}")
            part = self.filter.with_user(user)
            figures = [part.qty_available, part.free_qty, part.reserved_qty, part.incoming_qty]
            self.assertEqual(figures, [7, 7, 0, 3], role)
            self.assertIn(part, part.search([("is_on_order", "=", True)]), role)
            self.assertNotIn(part, part.search([("needs_reorder", "=", True)]), role)
            self.assertTrue(self.env["stock.move"].with_user(user).search_count([("product_id", "=", part.id)]), role)
            with self.assertRaises(AccessError, msg=role):
                part.write({"part_number": "X 1"})
            with self.assertRaises(AccessError, msg=role):
                part.create({"name": "New", "is_part": True})
            if not user.has_group("account.group_account_invoice"):  # the host lets billing move stock
                with self.assertRaises(AccessError, msg=role):
                    receipt.with_user(user).button_validate()

    def test_plain_employee_gets_nothing_new(self):
        employee = new_test_user(self.env, "employee", groups="base.group_user")
        with self.assertRaises(AccessError):
            self.env["stock.move"].with_user(employee).search([])
