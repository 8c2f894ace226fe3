from odoo.tests import Form, tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestOrderForm(WorkshopCase):
    """What the advisor types into the screen of the order."""

    def open_form(self, order=None):
        orders = self.env["repair.order"].with_user(self.advisor)
        return Form(order or orders, view="aftersales_workshop.repair_order_view_form_workshop")

    def test_parts_are_added_to_an_order_that_is_not_saved_yet(self):
        form = self.open_form()
        form.order_type_id = self.env.ref("aftersales_workshop.order_type_mechanical")
        form.vehicle_id = self.car
        with form.move_ids.new() as part:
            part.product_id = self.oil
            self.assertEqual(part.part_price_unit, 80)
            self.assertEqual(part.payer, "customer")
        order = form.save()
        self.assertEqual(order.amount_total, 80)
        self.assertEqual(order.partner_id, self.customer)

    def test_order_not_saved_yet_is_called_new_in_the_users_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        new = self.env["repair.order"].with_user(self.advisor).with_context(lang="zh_CN").new({})
        self.assertEqual(new.display_name, "新建")
        self.assertRegex(self.receive().display_name, "RO/")
