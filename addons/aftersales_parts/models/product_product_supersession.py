from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.store_day import today_of

from ..rules import supersession

KEPT = {"is_superseded", "replaces_others", "successor_id"}
# All supersessions below a number, or above it, whatever the day: one query for any number of parts and steps.
LINKS_SQL = """
    WITH RECURSIVE chain (id, old_id, new_id) AS (
        SELECT supersession.id, supersession.product_id, line.product_id
          FROM aftersales_supersession AS supersession
          JOIN aftersales_supersession_line AS line ON line.supersession_id = supersession.id
         WHERE supersession.active AND %(start)s IN %(products)s
        UNION
        SELECT supersession.id, supersession.product_id, line.product_id
          FROM chain
          JOIN %(step)s
         WHERE supersession.active
    )
    SELECT DISTINCT supersession.product_id, line.product_id, line.ratio, line.sequence, line.id,
           supersession.use_up_first, supersession.is_mutual, supersession.date_from
      FROM chain
      JOIN aftersales_supersession AS supersession ON supersession.id = chain.id
      JOIN aftersales_supersession_line AS line ON line.supersession_id = supersession.id
     ORDER BY line.sequence, line.id
"""
DOWN = (
    "supersession.product_id",
    """aftersales_supersession AS supersession ON supersession.product_id = chain.new_id
          JOIN aftersales_supersession_line AS line ON line.supersession_id = supersession.id""",
)
UP = (
    "line.product_id",
    """aftersales_supersession_line AS line ON line.product_id = chain.old_id
          JOIN aftersales_supersession AS supersession ON supersession.id = line.supersession_id""",
)


class ProductProduct(models.Model):
    """Which number a part has today, and which numbers it had before."""

    _inherit = "product.product"

    supersession_ids = fields.One2many("aftersales.supersession", "product_id", "Supersessions")
    supersession_line_ids = fields.One2many("aftersales.supersession.line", "product_id", "Replaces")
    is_superseded = fields.Boolean(
        "Superseded", readonly=True, copy=False, help="Another number, or a set of numbers, has taken its place."
    )
    replaces_others = fields.Boolean(readonly=True, copy=False, help="It has taken the place of an older number.")
    successor_id = fields.Many2one(
        "product.product",
        "Replaced By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The number to order today. Empty where a set of several parts replaces it.",
    )

    replaced_by = fields.Char(
        "Use Today", compute="_compute_replaced_by", help="The number or the set of numbers that has taken its place."
    )

    @api.depends("is_superseded", "successor_id")
    def _compute_replaced_by(self):
        superseded = self.filtered("is_superseded")
        replacements = superseded._get_replacements()
        for part in self:
            part.replaced_by = part in superseded and self._describe_numbers(replacements[part], "part_number")

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_supersession_by_hand({name for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_supersession_by_hand(vals.keys())
        return super().write(vals)

    def _check_supersession_by_hand(self, names):
        if KEPT & set(names):
            raise UserError(
                self.env._("Which number replaces a part follows from its supersessions. Enter a supersession.")
            )

    def _get_replacements(self, day=None):
        """What to order or use for parts: the ends of their chains.

        One query for any number of parts and any length of chain.

        :param datetime.date day: supersessions in force on it; today in the user's company without it
        :return: dict, part → list of (``product.product``, ratio): how many of it stand for one of the part, each in
            its own unit; several for a set, the part itself with 1.0 where nothing replaces it
        """
        links = self._read_links(DOWN, day) if self else {}
        return {
            part: [(self.browse(number), ratio) for number, ratio in supersession.resolve(links, part.id)]
            for part in self
        }

    def _get_stock_shares(self, day=None):
        """The numbers whose stock counts for parts, with how many of the part one of them stands for.

        Older numbers that are used up first, numbers that stand for each other, and the part itself.

        :param datetime.date day: as in ``_get_replacements``
        :return: dict, part → dict, ``product.product`` → factor
        """
        links = self._read_links(UP, day) | self._read_links(DOWN, day) if self else {}
        return {
            part: {self.browse(number): factor for number, factor in supersession.shares(links, part.id)}
            for part in self
        }

    def _get_older_numbers(self):
        """Every number that leads to parts today, usable or not.

        :return: dict, part → ``product.product``, the part itself left out
        """
        links = self._read_links(UP, None) if self else {}
        olds = defaultdict(set)
        for old, link in links.items():
            for new, _ratio in link.news:
                olds[new].add(old)
        return {part: self.browse(sorted(self._climb(olds, part.id))) for part in self}

    def _plan_use(self, demands, day=None, taken=None):
        """What to take for quantities of parts: old stock that may be used first, the rest in today's numbers.

        Free stock is that of the warehouse or location in the context, and is taken once: what one of the quantities
        asks for by its number is left to it by the others.

        :param demands: list of (part, quantity, how many of it are reserved for this demand), in the part's unit
        :param taken: dict, part id → quantity in its unit that is meant for something else, though not reserved yet
        :return: list, in the same order, of lists of (``product.product``, quantity)
        """
        [plans] = self._plan_uses([demands], day, taken)
        return plans

    def _plan_uses(self, orders, day=None, taken=None):
        """As ``_plan_use`` for several orders at once, each planned as though no other took from the free stock.

        :param orders: list of lists of demands
        :return: list, in the same order, of lists of plans
        """
        parts = self.browse({part.id for demands in orders for part, _quantity, _reserved in demands})
        links = parts._read_links(UP, day) | parts._read_links(DOWN, day) if parts else {}
        numbers = self.browse({*links, *(new for link in links.values() for new, _ratio in link.news), *parts.ids})
        taken = taken or {}
        free = {number.id: number.free_qty - taken.get(number.id, 0.0) for number in numbers.sudo()}
        return [
            [
                [(self.browse(number), amount) for number, amount in plan]
                for plan in supersession.plan_all(
                    links, [(part.id, quantity, reserved) for part, quantity, reserved in demands], free
                )
            ]
            for demands in orders
        ]

    @api.model
    def _describe_numbers(self, pairs, name="display_name"):
        """Part numbers with how many of each, for a sentence.

        :param pairs: list of (``product.product``, quantity or ratio)
        :param str name: the field each part is called by
        """
        return " + ".join(
            number[name] if quantity == 1 else f"{quantity:g} × {number[name]}" for number, quantity in pairs
        )

    def _refresh_supersession(self):
        """Bring up to date what is stored about these numbers and all that lead to them.

        ``sudo`` since it follows from the supersessions, whoever changed them.
        """
        numbers = (self | self.browse(old for old in self._read_links(UP, None, all_days=True))).sudo()
        links = numbers._read_links(DOWN, None)
        replaced = {new for link in numbers._read_links(UP, None).values() for new, _ratio in link.news}
        for number in numbers:
            ends = supersession.resolve(links, number.id) if number.id in links else []
            vals = {
                "is_superseded": bool(ends),
                "replaces_others": number.id in replaced,
                "successor_id": ends[0][0] if len(ends) == 1 else False,
            }
            changed = {name: value for name, value in vals.items() if number._convert_to_stored(name) != value}
            if changed:
                number.write(changed)

    def _convert_to_stored(self, name):
        return self.successor_id.id if name == "successor_id" else self[name]

    def _read_links(self, direction, day, all_days=False):
        """The supersessions these parts lead to (``DOWN``) or come from (``UP``), over any number of steps.

        Read past the access rules: which number replaces another is no secret, and a chain must not break where a
        company keeps one of its numbers to itself.

        :return: dict, id of the old number → ``Link``
        """
        self.env["aftersales.supersession"].flush_model()
        self.env["aftersales.supersession.line"].flush_model()
        start, step = direction
        rows = self.env.execute_query(
            SQL(LINKS_SQL, start=SQL(start), step=SQL(step), products=tuple(self.ids) or (0,))
        )
        day = day or today_of(self.env.company)
        news, flags = defaultdict(list), {}
        for old, new, ratio, _sequence, _line, use_up_first, is_mutual, date_from in rows:
            if all_days or not date_from or date_from <= day:
                news[old].append((new, float(ratio)))
                flags[old] = (bool(use_up_first), bool(is_mutual))
        return {old: supersession.Link(tuple(pairs), *flags[old]) for old, pairs in news.items()}

    @staticmethod
    def _climb(olds, number):
        found, waiting = set(), [number]
        while waiting:
            for old in olds.get(waiting.pop(), ()):
                if old not in found and old != number:
                    found.add(old)
                    waiting.append(old)
        return found
