from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.store_day import day_of, today_of

from ..rules.count_quota import choose


class AftersalesCountPlan(models.Model):
    """A part of the warehouse whose bins are counted a few a day, A parts more often than C parts."""

    _name = "aftersales.count.plan"
    _description = "Count Plan"
    _order = "company_id, name"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        required=True,
        check_company=True,
        domain="[('usage', '=', 'internal')]",
        default=lambda self: self.env["aftersales.stock.count"]._default_location_id(),
        help="All bins here and below are counted by this plan.",
    )
    user_id = fields.Many2one("res.users", "Who Counts", ondelete="restrict", help="Who counts what the plan proposes.")
    proposed_date = fields.Date("Last Proposed", readonly=True, copy=False)
    count_ids = fields.One2many("aftersales.stock.count", "plan_id", "Counts")
    count_count = fields.Integer("Number of Counts", compute="_compute_count_count")

    _place_once = models.UniqueIndex("(location_id) WHERE active", "There is a plan for this place already.")

    @api.depends("count_ids")
    def _compute_count_count(self):
        counts = dict(
            self.env["aftersales.stock.count"]._read_group([("plan_id", "in", self.ids)], ["plan_id"], ["__count"])
        )
        for plan in self:
            plan.count_count = counts.get(plan, 0)

    def action_propose(self):
        """Propose today's bins now; what was proposed today is not proposed again."""
        self.check_access("write")
        counts = self._propose()
        if not counts:
            raise UserError(self.env._("Nothing is due in %(plans)s today.", plans=", ".join(self.mapped("name"))))
        return counts._get_records_action()

    def action_open_counts(self):
        return self.count_ids._get_records_action(name=self.env._("Counts"))

    def _propose(self):
        """Put the bins due today on a count, on one that has not begun where there is one.

        :return: ``aftersales.stock.count`` that got lines
        """
        counts = self.env["aftersales.stock.count"]
        for plan in self:
            today = today_of(plan.company_id)
            if plan.proposed_date == today:
                continue
            if keys := plan._find_due(today):
                counts |= plan._put_on_count(keys, today)
            plan.proposed_date = today
        return counts

    def _put_on_count(self, keys, today):
        lines = [
            Command.create({"product_id": product, "location_id": location, "lot_id": lot})
            for product, location, lot in keys
        ]
        counts = self.env["aftersales.stock.count"].sudo()  # the plan is kept by the system
        if waiting := counts.search([("plan_id", "=", self.id), ("state", "=", "draft")], limit=1):
            waiting.line_ids = lines
            return waiting.sudo(False)
        vals = {
            "plan_id": self.id,
            "company_id": self.company_id.id,
            "location_id": self.location_id.id,
            "user_id": self.user_id.id,
            "date": today,
            "line_ids": lines,
        }
        return counts.create(vals).sudo(False)

    def _find_due(self, today):
        """Keys (part, bin, lot) to count today."""
        company = self.company_id
        months = {"a": company.count_months_a, "b": company.count_months_b, "c": company.count_months_c}
        rows = self._read_bins()
        classes = self._get_classes({product for (product, _location, _lot), _last in rows})
        bins = [(classes.get(key[0], "c"), last and day_of(company, last), key) for key, last in rows]
        return choose(bins, months, today)

    def _read_bins(self):
        """Every (part, bin, lot) with stock that no open count holds, with the moment it was counted last."""
        quants = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(  # sudo: the place is the plan's
                [
                    ("location_id", "child_of", self.location_id.id),
                    ("location_id.usage", "=", "internal"),
                    ("product_id.is_part", "=", True),
                    ("owner_id", "=", False),
                    ("package_id", "=", False),
                ],
                ["product_id", "location_id", "lot_id"],
                ["quantity:sum"],
            )
        )
        lines = self.env["aftersales.stock.count.line"].sudo()
        place = [("location_id", "child_of", self.location_id.id)]
        by_key = ["product_id", "location_id", "lot_id"]
        counted = [*place, ("counted_datetime", "!=", False), ("state", "!=", "cancelled")]
        last = {tuple(key): moment for *key, moment in lines._read_group(counted, by_key, ["counted_datetime:max"])}
        open_keys = {tuple(key) for key in lines._read_group([*place, ("is_open", "=", True)], by_key)}
        return [
            ((product.id, location.id, lot.id), last.get((product, location, lot)))
            for product, location, lot, quantity in quants
            if quantity and (product, location, lot) not in open_keys
        ]

    def _get_classes(self, product_ids):
        """Part id → its class by value, "a", "b" or "c"; a part left out counts as C."""
        # sudo: the classes are the planner's figures, and the plan may run by itself
        rows = (
            self.env["aftersales.part.planning"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", list(product_ids)),
                    ("company_id", "=", self.company_id.id),
                    ("abc_class", "!=", False),
                ],
                ["product_id"],
                ["abc_class:min"],
            )
        )
        return {product.id: part_class for product, part_class in rows}

    @api.model
    def _cron_propose(self):
        """Propose the day's bins for every plan; a plan is a slice."""
        plans = self.search([("location_id.active", "=", True)])
        self.env["ir.cron"]._commit_progress(remaining=len(plans))
        for plan in plans:
            plan._propose()
            self.env["ir.cron"]._commit_progress(1)
