from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class PartsCase(TransactionCase):
    """A store with a parts clerk, a service advisor, a supplier and a few parts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "clerk", groups="aftersales_base.group_parts_clerk")
        cls.advisor = new_test_user(cls.env, "advisor", groups="aftersales_base.group_service_advisor")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.supplier = cls.env["res.partner"].create({"name": "Parts Centre North"})
        cls.filter = cls.part("9ZQ 115 562 B", "Oil filter", manufacturer_code="VW")
        cls.pads = cls.part("8ZQ-698-151.E", "Brake pads, front", manufacturer_code="VW")

    @classmethod
    def part(cls, number, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "part_number": number,
                "is_part": True,
                "is_storable": True,
                **values,
            }
        )

    @classmethod
    def stock(cls, part, quantity, location=None):
        cls.env["stock.quant"]._update_available_quantity(part, location or cls.warehouse.lot_stock_id, quantity)

    @classmethod
    def order(cls, part, quantity):
        """Buy a part; return the confirmed purchase order."""
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "order_line": [Command.create({"product_id": part.id, "product_qty": quantity, "price_unit": 10})],
            }
        )
        order.button_confirm()
        return order

    @classmethod
    def demand(cls, part, quantity):
        """A confirmed move out of stock that reserves what there is."""
        move = cls.env["stock.move"].create(
            {
                "product_id": part.id,
                "product_uom_qty": quantity,
                "location_id": cls.warehouse.lot_stock_id.id,
                "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
            }
        )
        move._action_confirm()
        move._action_assign()
        return move
