from odoo import fields, models


class ResCompany(models.Model):
    """How the parts counter sells, and where what comes back lies."""

    _inherit = "res.company"

    # -- who may do what
    counter_clerk_takes_payment = fields.Boolean(
        "Clerks Take Payment", help="Otherwise the cashier takes the money of a counter sale and gives it back."
    )
    counter_pay_first = fields.Boolean(
        "Payment before Delivery",
        default=True,
        help="Customers without payment terms pay before the parts leave the counter.",
    )
    counter_discount_clerk = fields.Float("Discount of a Parts Clerk", default=5, aggregator=None)
    counter_discount_planner = fields.Float("Discount of a Parts Planner", default=10, aggregator=None)
    counter_min_margin = fields.Float(
        "Least Margin", aggregator=None, help="In percent of the price. Below it a sale needs an approval."
    )

    # -- days
    counter_hold_days = fields.Integer("Days Parts Are Held", default=3, aggregator=None)
    counter_return_days = fields.Integer("Days for Returns", default=7, aggregator=None)
    counter_core_days = fields.Integer("Days for Old Cores", default=30, aggregator=None)
    network_inactive_days = fields.Integer("Days Until a Network Customer Is Inactive", default=60, aggregator=None)

    # -- made on first use, see ``_get_walk_in_customer`` and the locations below
    counter_walk_in_partner_id = fields.Many2one("res.partner", "Walk-in Customer", ondelete="restrict")
    counter_core_location_id = fields.Many2one(
        "stock.location",
        "Location of Old Cores",
        ondelete="restrict",
        domain="[('usage', '=', 'internal'), ('company_id', '=', id)]",
    )
    counter_check_location_id = fields.Many2one(
        "stock.location",
        "Location of Returns to Check",
        ondelete="restrict",
        domain="[('usage', '=', 'internal'), ('company_id', '=', id)]",
    )

    _counter_days_not_negative = models.Constraint(
        "CHECK(counter_hold_days >= 0 AND counter_return_days >= 0 AND counter_core_days >= 0"
        " AND network_inactive_days >= 0)",
        "Days at the parts counter cannot be negative. Enter 0 or more.",
    )
    _counter_percent_in_range = models.Constraint(
        "CHECK(counter_discount_clerk BETWEEN 0 AND 100 AND counter_discount_planner BETWEEN 0 AND 100"
        " AND counter_min_margin BETWEEN 0 AND 100)",
        "Discounts and margins at the parts counter lie between 0 and 100 percent.",
    )

    def _get_walk_in_customer(self):
        """The one customer all sales without a name run under; made on first use.

        :return: ``res.partner``, one record of this company
        """
        self.ensure_one()
        # Whoever opens a counter sale needs the customer; settings are not theirs to write.
        company = self.sudo()
        if not company.counter_walk_in_partner_id:
            company.counter_walk_in_partner_id = company.env["res.partner"].create(
                {"name": self.env._("Walk-in Customer"), "company_id": company.id, "customer_rank": 1}
            )
        return company.counter_walk_in_partner_id.with_env(self.env)

    def _get_till_journal(self):
        """The journal money at the counter goes through unless another is chosen: cash, where there is one."""
        self.ensure_one()
        domain = [*self.env["account.journal"]._check_company_domain(self), ("type", "in", ("cash", "bank"))]
        journals = self.env["account.journal"].search(domain)
        return journals.filtered(lambda journal: journal.type == "cash")[:1] or journals[:1]

    def _get_core_location(self, warehouse):
        return self._get_counter_location("counter_core_location_id", self.env._("Old Cores"), warehouse)

    def _get_check_location(self, warehouse):
        return self._get_counter_location("counter_check_location_id", self.env._("Returns to Check"), warehouse)

    def _get_counter_location(self, field, name, warehouse):
        """A place beside the sellable stock, so that what lies there is not promised to anybody; made on first use."""
        self.ensure_one()
        company = self.sudo()  # the caller's right to take goods back is checked; locations are not theirs to make
        if not company[field]:
            company[field] = warehouse.sudo()._create_corner(name)
        return company[field]

    def _get_discount_limit(self, user):
        """Percent of discount a person gives at the counter without asking; None for no limit.

        :param user: ``res.users``, one record
        """
        self.ensure_one()
        if user.has_group("aftersales_base.group_manager"):
            return None
        if user.has_group("aftersales_base.group_parts_planner"):
            return max(self.counter_discount_planner, self.counter_discount_clerk)
        return self.counter_discount_clerk
