from odoo import Command, fields, models

GROUPS = ("retail", "wholesale", "network", "insurer")


class AftersalesCounterSetup(models.TransientModel):
    """The price lists of a store's customer groups; made once, then the host's to keep."""

    _name = "aftersales.counter.setup"
    _description = "Set Up the Price Lists of the Counter"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    wholesale_percent = fields.Float("Wholesale: Below List Price (%)")
    network_percent = fields.Float("Parts Network: Below List Price (%)")
    insurer_percent = fields.Float("Insurers: Below List Price (%)")

    _percent_in_range = models.Constraint(
        "CHECK(wholesale_percent BETWEEN 0 AND 100 AND network_percent BETWEEN 0 AND 100"
        " AND insurer_percent BETWEEN 0 AND 100)",
        "A price list lies between 0 and 100 percent below the list price.",
    )

    def action_set_up(self):
        """Make what is missing, and open the price lists."""
        self.ensure_one()
        self._set_up()
        action = self.env["ir.actions.act_window"]._for_xml_id("product.product_pricelist_action2")
        return action | {"domain": [("company_id", "=", self.company_id.id)]}

    def _set_up(self):
        """:return: the new price lists; none where all are there already"""
        # The after-sales manager keeps the prices of the counter, not the host's whole sales department.
        pricelists = self.env["product.pricelist"].sudo()
        present = pricelists.search([("company_id", "=", self.company_id.id), ("counter_group", "!=", False)])
        # sudo: price lists count for sales only where the host's feature is on, which is an administrator's to switch
        self.env.ref("base.group_user").sudo()._apply_group(self.env.ref("product.group_product_pricelist"))
        missing = [group for group in GROUPS if group not in present.mapped("counter_group")]
        return pricelists.create([self._prepare_pricelist_vals(group) for group in missing])

    def _prepare_pricelist_vals(self, group):
        labels = dict(self.env["product.pricelist"]._fields["counter_group"]._description_selection(self.env))
        percent = 0.0 if group == "retail" else self[f"{group}_percent"]
        return {
            "name": labels[group],
            "counter_group": group,
            "company_id": self.company_id.id,
            "currency_id": self.company_id.currency_id.id,
            "item_ids": [
                Command.create({"applied_on": "3_global", "compute_price": "percentage", "percent_price": percent})
            ],
        }
