from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of

REFRESHED = {"product_id", "date_from", "use_up_first", "is_mutual", "active"}
# The numbers a number leads to, itself included, over all supersessions, of whatever day.
REACHED_SQL = """
    WITH RECURSIVE reached (start, product_id) AS (
        SELECT id, id FROM product_product WHERE id IN %s
        UNION
        SELECT reached.start, line.product_id
          FROM reached
          JOIN aftersales_supersession AS supersession ON supersession.product_id = reached.product_id
                                                      AND supersession.active
          JOIN aftersales_supersession_line AS line ON line.supersession_id = supersession.id
    )
    SELECT start, product_id FROM reached WHERE product_id IN %s AND start != product_id
"""


class AftersalesSupersession(models.Model):
    """A part number that gives way to another, or to a set of others.

    The orders of today are placed under the end of the chain; what was sold under an old number stays under it.
    """

    _name = "aftersales.supersession"
    _description = "Supersession"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"
    _rec_names_search = ["product_id", "line_ids.product_id"]
    _check_company_auto = True

    product_id = fields.Many2one(
        "product.product",
        "Old Number",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_part', '=', True)]",
        tracking=True,
    )
    part_name = fields.Char("Part", related="product_id.name")
    line_ids = fields.One2many("aftersales.supersession.line", "supersession_id", "Replaced By", copy=True)
    kind = fields.Selection(
        [("one", "One by One"), ("set", "One by a Set"), ("merge", "Several by One")],
        compute="_compute_kind",
        store=True,
    )
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        related="product_id.company_id", store=True, index="btree_not_null", help="Empty: all stores share it."
    )
    date_from = fields.Date("From", tracking=True, help="Empty: at once.")
    is_effective = fields.Boolean(
        "In Force", compute="_compute_is_effective", search="_search_is_effective", help="Its day has come."
    )
    use_up_first = fields.Boolean(
        default=True,
        tracking=True,
        help="What lies here of the old number is sold and fitted before the new one. Untick it where the old part "
        "must not be used any more.",
    )
    is_mutual = fields.Boolean(
        "Both Directions", tracking=True, help="Either number may be used for the other, as long as there are any."
    )
    source = fields.Selection(
        [
            ("manufacturer", "Manufacturer's Notice"),
            ("price_file", "Price File"),
            ("catalogue", "Parts Catalogue"),
            ("own", "Own Decision"),
        ],
        default="manufacturer",
        required=True,
    )
    reference = fields.Char("Notice No.", help="Number of the notice or file it stands in.")
    reason = fields.Char(help="Why: better material, new supplier, changed shape …")

    _old_once = models.UniqueIndex(
        "(product_id) WHERE active",
        "This number is replaced already. Change that supersession, or archive it first.",
    )
    _from_index = models.Index("(date_from) WHERE active AND date_from IS NOT NULL")

    @api.depends("product_id.display_name", "line_ids.product_id.display_name")
    def _compute_display_name(self):
        for supersession in self:
            news = " + ".join(line.product_id.part_number or "?" for line in supersession.line_ids)
            supersession.display_name = f"{supersession.product_id.part_number or '?'} → {news or '?'}"

    @api.depends("line_ids.product_id.supersession_line_ids.supersession_id.active")
    def _compute_kind(self):
        for supersession in self:
            rivals = supersession.line_ids.product_id.supersession_line_ids.supersession_id.filtered("active")
            if len(supersession.line_ids) > 1:
                supersession.kind = "set"
            elif rivals - supersession:
                supersession.kind = "merge"
            else:
                supersession.kind = "one"

    @api.depends("date_from", "active")
    def _compute_is_effective(self):
        today = today_of(self.env.company)
        for supersession in self:
            supersession.is_effective = supersession.active and (
                not supersession.date_from or supersession.date_from <= today
            )

    def _search_is_effective(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("active", "=", True) & (
            Domain("date_from", "=", False) | Domain("date_from", "<=", today_of(self.env.company))
        )

    @api.constrains("product_id", "line_ids", "is_mutual")
    def _check_numbers(self):
        for supersession in self:
            if not supersession.line_ids:
                raise ValidationError(
                    self.env._("%(old)s: enter what replaces it.", old=supersession.product_id.display_name)
                )
            if supersession.is_mutual and len(supersession.line_ids) > 1:
                raise ValidationError(
                    self.env._(
                        "%(old)s is replaced by a set, which cannot be used in both directions.",
                        old=supersession.product_id.display_name,
                    )
                )
            if not supersession.product_id.is_part:
                raise ValidationError(
                    self.env._(
                        "%(product)s is no part. Tick Is a Part there, or choose a part.",
                        product=supersession.product_id.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_effective(self):
        if kept := self.filtered(lambda one: not one.active or one.is_effective):
            raise UserError(
                self.env._(
                    "%(supersessions)s has been in force: orders were placed by it. Archive it instead.",
                    supersessions=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_replaced_once([vals.get("product_id") for vals in vals_list if vals.get("active", True)])
        supersessions = super().create(vals_list)
        supersessions._apply()
        return supersessions

    def write(self, vals):
        former = self.product_id
        if vals.get("product_id") or vals.get("active"):
            self._check_replaced_once([vals.get("product_id") or one.product_id.id for one in self])
        result = super().write(vals)
        if REFRESHED & vals.keys():
            self._apply(former)
        return result

    def unlink(self):
        former = self.product_id
        result = super().unlink()
        former._refresh_supersession()
        return result

    def _apply(self, former=None):
        """Refuse loops, and bring the numbers concerned up to date.

        :param former: ``product.product``, old numbers before the change
        """
        self._serialise()
        self._check_loops()
        news = self.line_ids.product_id
        (self.product_id | news | (former or news.browse()))._refresh_supersession()

    def _check_replaced_once(self, olds):
        """:raise ValidationError: a number has a supersession already; the unique index only says that there is one

        :param olds: ids of the numbers about to be replaced
        """
        if rival := self.sudo().search([("product_id", "in", olds), ("id", "not in", self.ids)], limit=1):
            raise ValidationError(
                self.env._(
                    "%(supersession)s is in the file already. Change it, or archive it first.",
                    supersession=rival.display_name,
                )
            )

    def _serialise(self):
        """Let changes of two sessions follow each other, since two supersessions may close a loop together.

        A row both must write: who comes second fails to serialise and starts again, seeing what the first one did.
        Taken past the ORM, which would send the row's caches to all workers.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE ir_model_data SET write_date = now() AT TIME ZONE 'UTC' WHERE module = %s AND name = %s",
                "aftersales_parts",
                "model_aftersales_supersession",
            )
        )

    def _check_loops(self):
        """:raise ValidationError: a number would come back to itself, whenever the supersessions start"""
        live = self.filtered("active")
        if not live:
            return
        self.flush_model(["product_id", "active"])
        live.line_ids.flush_model(["supersession_id", "product_id"])
        starts = {(line.supersession_id.product_id.id, line.product_id.id) for line in live.line_ids}
        itself = {old for old, new in starts if old == new}
        news, olds = {new for _old, new in starts}, {old for old, _new in starts}
        found = set(self.env.execute_query(SQL(REACHED_SQL, tuple(news), tuple(olds)))) if starts else set()
        for old, new in sorted(starts):
            if old in itself or (new, old) in found:
                raise ValidationError(self._describe_loop(old, new))

    def _describe_loop(self, old, new):
        old, new = self.env["product.product"].browse([old]), self.env["product.product"].browse([new])
        return self.env._(
            "%(old)s cannot be replaced by %(new)s, which is replaced by %(old)s itself, directly or in steps. "
            "For numbers that stand for each other, use one supersession in both directions.",
            old=old.sudo().display_name,
            new=new.sudo().display_name,
        )

    @api.model
    def _cron_take_effect(self):
        """Numbers whose supersession begins today are ordered under the new number from now on."""
        due = self.search(
            [
                ("date_from", "<=", today_of(self.env.company)),
                ("product_id.is_superseded", "=", False),
            ],
            limit=10_000,
        )
        due.product_id._refresh_supersession()
