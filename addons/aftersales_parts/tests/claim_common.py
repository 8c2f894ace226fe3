from odoo import Command

from .test_receiving import ReceivingCase


class SupplierClaimCase(ReceivingCase):
    """Deliveries that are short or broken, and what the planner does about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tax = cls.env["account.tax"].create(
            {"name": "VAT 13%", "amount": 13, "type_tax_use": "purchase", "company_id": cls.env.company.id}
        )

    def deliver(self, ordered=5, good=3, damaged=0, price=33.33):
        """An order of which some pieces come, some of them broken."""
        order = self.order(self.filter, ordered)
        order.order_line.write({"price_unit": price, "tax_ids": [Command.set(self.tax.ids)]})
        receiving = self.begin(order)
        if good:
            receiving.scan(f"{good}*9ZQ115562B")
        if damaged:
            receiving.scan(f"{damaged}*9ZQ115562B", is_damaged=True)
        self.post(receiving)
        return order, receiving.claim_ids.with_user(self.env.user)

    def settle(self, claim, resolution=None):
        claim.with_user(self.clerk).action_send()
        planner = claim.with_user(self.planner)
        if resolution:
            planner.line_ids.resolution = resolution
        planner.action_accept()
        planner.action_settle()
