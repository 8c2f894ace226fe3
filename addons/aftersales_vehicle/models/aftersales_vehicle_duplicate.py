from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.notice import notice

# Characters that are mistaken for each other when a VIN is copied from a windscreen.
MISREAD = ("OQDIZSBG", "00012586")
# Kind → expression that is equal for two files of the same car.
KINDS = {
    "vin": SQL("translate(vin, %s, %s)", *MISREAD),
    "plate": SQL("plate"),
    "engine": SQL("nullif(upper(regexp_replace(engine_no, '[^0-9A-Za-z]', '', 'g')), '')"),
}


class AftersalesVehicleDuplicate(models.Model):
    """Cars that may be one and the same; somebody merges them or says that they are not."""

    _name = "aftersales.vehicle.duplicate"
    _description = "Possible Duplicate"
    _order = "state, id desc"
    _rec_name = "key"

    kind = fields.Selection(
        [("vin", "VIN Written Otherwise"), ("plate", "Same Plate"), ("engine", "Same Engine No.")],
        "Noticed By",
        required=True,
        readonly=True,
    )
    key = fields.Char("In Common", required=True, readonly=True)
    vehicle_ids = fields.Many2many(
        "aftersales.vehicle",
        "aftersales_vehicle_duplicate_rel",
        "duplicate_id",
        "vehicle_id",
        "Vehicles",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null", ondelete="cascade")
    state = fields.Selection(
        [("open", "To Check"), ("merged", "Merged"), ("dismissed", "Not the Same Car")],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    reason = fields.Char(
        "Why Not the Same", help="Why these are different cars, such as a plate that was given out again."
    )

    _key_unique = models.UniqueIndex("(kind, key, COALESCE(company_id, 0))")

    def action_merge(self):
        self.ensure_one()
        if self.state != "open":
            raise UserError(self.env._("%(key)s has been dealt with. Search again for new ones.", key=self.key))
        return self.vehicle_ids.action_merge()

    def action_dismiss(self):
        """These are different cars; the search does not bring them up again."""
        self.check_access("write")
        if without := self.filtered(lambda duplicate: not duplicate.reason):
            raise UserError(
                self.env._("Write the reason first why the cars with %(key)s are not the same.", key=without[0].key)
            )
        # sudo: the state is written by the buttons only, see ``write``
        self.sudo().state = "dismissed"

    def action_reopen(self):
        self.check_access("write")
        self.sudo().state = "open"

    def write(self, vals):
        if not self.env.su and vals.keys() - {"reason"}:
            raise UserError(self.env._("Use the buttons to merge the cars or to keep them apart."))
        return super().write(vals)

    @api.model
    def action_find(self):
        """Look through all cars now; what was told apart stays so."""
        self.check_access("write")
        count = self._find()
        return notice(self.env._("%(count)s possible duplicates to check.", count=count), kind="success")

    @api.model
    def _find(self):
        """Bring the list up to date with the cars on file.

        ``sudo`` since the list is written by nobody else; cars of two stores are never put side by side.

        :return: how many wait for somebody
        :rtype: int
        """
        duplicates = self.sudo()
        self.env.flush_all()
        found = {(kind, key, company): cars for kind in KINDS for key, company, cars in self._query(kind)}
        known = {(one.kind, one.key, one.company_id.id or None): one for one in duplicates.search([])}
        for identity, one in known.items():
            if one.state == "open" and identity not in found:
                one.state = "merged"
            elif identity in found and set(found[identity]) != set(one.with_context(active_test=False).vehicle_ids.ids):
                one.write({"vehicle_ids": [Command.set(found[identity])], "state": "open"})
        duplicates.create(
            [
                {"kind": kind, "key": key, "company_id": company, "vehicle_ids": [Command.set(cars)]}
                for (kind, key, company), cars in found.items()
                if (kind, key, company) not in known
            ]
        )
        return self.search_count([("state", "=", "open")])

    @api.model
    def _query(self, kind):
        """(what they have in common, store, ids of the cars) of each group of one kind."""
        return self.env.execute_query(
            SQL(
                """
                SELECT %(key)s, max(company_id), array_agg(id ORDER BY id)
                  FROM aftersales_vehicle
                 WHERE active AND %(key)s IS NOT NULL
                 GROUP BY %(key)s
                HAVING count(*) > 1 AND count(DISTINCT company_id) <= 1
                """,
                key=KINDS[kind],
            )
        )

    @api.model
    def _cron_find(self):
        self._find()
