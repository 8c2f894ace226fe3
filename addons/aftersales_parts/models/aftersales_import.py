from odoo import api, fields, models

from odoo.addons.aftersales_base.models.store_day import today_of


class AftersalesImport(models.Model):
    """A manufacturer's price file: whose it is, from when it counts, and what is to be decided before."""

    _inherit = "aftersales.import"

    price_date = fields.Date(
        "Valid From",
        default=lambda self: today_of(self.env.company),
        help="First day of the prices: today, or a day to come.",
    )
    price_currency_id = fields.Many2one(
        "res.currency", "Currency of the File", default=lambda self: self.env.company.currency_id
    )
    price_supplier_id = fields.Many2one(
        "res.partner",
        "Price List Vendor",
        ondelete="restrict",
        default=lambda self: self.env.company.part_price_supplier_id,
        help="Whose dealer net prices these are. Empty: they are kept, and no vendor price changes.",
    )
    price_manufacturer_code = fields.Char(
        "Manufacturer of All Rows",
        help="Code of the manufacturer, for files that do not name it in each row.",
    )
    is_own_prices = fields.Boolean("Only for This Store", help="Otherwise the prices count in all stores.")
    create_parts = fields.Boolean(
        "Create Unknown Parts",
        help="Otherwise rows with a number that is no part of ours are rejected.",
    )
    preview_new_part_count = fields.Integer("Of Them New Parts", readonly=True, copy=False)
    own_price_count = fields.Integer(
        "Parts with an Own Price",
        compute="_compute_own_price_count",
        help="The store goes on selling these at its own price; what the file says counts for other stores.",
    )
    finding_ids = fields.One2many("aftersales.part.price.finding", "import_id", "Findings")
    open_jump_count = fields.Integer("Jumps to Decide", compute="_compute_finding_count", compute_sudo=True)
    finding_count = fields.Integer(compute="_compute_finding_count", compute_sudo=True)

    @api.depends("finding_ids.decision")
    def _compute_finding_count(self):
        groups = self.env["aftersales.part.price.finding"]._read_group(
            [("import_id", "in", self.ids)], ["import_id", "kind", "decision"], ["__count"]
        )
        for job in self:
            mine = [(kind, decision, count) for owner, kind, decision, count in groups if owner == job]
            job.finding_count = sum(count for _kind, _decision, count in mine)
            job.open_jump_count = sum(c for kind, decision, c in mine if (kind, decision) == ("jump", "open"))

    @api.depends("state", "kind", "is_own_prices", "company_id")
    def _compute_own_price_count(self):
        prices = self.env["aftersales.part.price"]
        for job in self:
            asks = job.kind == "part_price" and job.state == "preview" and not job.is_own_prices
            job.own_price_count = asks and prices._count_own(job.company_id)

    def action_open_findings(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_parts.aftersales_part_price_finding_action")
        return action | {"domain": [("import_id", "=", self.id)]}

    def action_take_jumps(self):
        """All jumps not decided on are right."""
        if jumps := self._get_open_jumps():
            jumps.action_take()

    def action_leave_jumps(self):
        """All jumps not decided on are left out."""
        if jumps := self._get_open_jumps():
            jumps.action_leave()

    def _get_open_jumps(self):
        return self.env["aftersales.part.price.finding"].search(
            [("import_id", "in", self.ids), ("kind", "=", "jump"), ("decision", "=", "open")]
        )

    def _get_kinds(self):
        return super()._get_kinds() | {"part_price": (self.env._("Part Prices"), "aftersales.part.price.import")}
