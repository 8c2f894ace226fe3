from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.notice import notice

from ..rules.duplicates import split_by_store

BATCH_SIZE = 500  # rows of the list a transaction
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

        :return: how many wait for somebody
        :rtype: int
        """
        for kind in KINDS:
            self._apply(self._compare(kind))
        return self.search_count([("state", "=", "open")])

    @api.model
    def _compare(self, kind):
        """What the list lacks of one kind; what was found the night before and is the same takes no work again.

        ``sudo`` since the list is written by nobody else; cars of two stores are never put side by side.

        :return: list of (row of the list, empty for a new one, values to write)
        """
        duplicates = self.sudo().with_context(active_test=False)
        self.env.flush_all()
        found = {(key, store): cars for key, store, cars in split_by_store(self._query(kind))}
        changes = []
        for one in duplicates.search([("kind", "=", kind)]):
            cars = found.pop((one.key, one.company_id.id or None), None)
            if cars and set(cars) != set(one.vehicle_ids.ids):
                changes.append((one, {"vehicle_ids": [Command.set(cars)], "state": "open"}))
            elif not cars and one.state == "open":
                changes.append((one, {"state": "merged"}))
        new = [
            {"kind": kind, "key": key, "company_id": store, "vehicle_ids": [Command.set(cars)]}
            for (key, store), cars in found.items()
        ]
        return changes + [(duplicates.browse(), vals) for vals in new]

    @api.model
    def _apply(self, changes):
        for one, vals in changes:
            if one:
                one.write(vals)
        self.sudo().create([vals for one, vals in changes if not one])

    @api.model
    def _query(self, kind):
        """(what they have in common, store, ids of its cars) of all cars of one kind that are not alone with it.

        What is there twice is found first; of the million others neither store nor id is gathered.
        """
        return self.env.execute_query(
            SQL(
                """
                WITH twice AS (
                    SELECT %(key)s AS key
                      FROM aftersales_vehicle
                     WHERE active AND %(key)s IS NOT NULL
                     GROUP BY 1
                    HAVING count(*) > 1
                )
                SELECT twice.key, company_id, array_agg(id)
                  FROM aftersales_vehicle
                  JOIN twice ON twice.key = %(key)s
                 WHERE active
                 GROUP BY twice.key, company_id
                """,
                key=KINDS[kind],
            )
        )

    @api.model
    def _cron_find(self):
        """Write what is new in slices; when time runs out, the next run finds what is still lacking and goes on."""
        for number, kind in enumerate(KINDS, 1):
            changes = self._compare(kind)
            for start in range(0, len(changes), BATCH_SIZE):
                batch = changes[start : start + BATCH_SIZE]
                self._apply(batch)
                remaining = len(changes) - start - len(batch) + len(KINDS) - number
                if not self.env["ir.cron"]._commit_progress(len(batch), remaining=remaining):
                    return
