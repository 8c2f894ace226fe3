import zlib
from collections import defaultdict
from contextlib import contextmanager

from psycopg2.extensions import STATUS_READY

from odoo import api, models
from odoo.tools import SQL

from ..rules.fresh_stock import Row, compare

TURNS = "aftersales_parts.turns"
SHORT = "aftersales_parts.short"
TURN_SPACE = zlib.crc32(TURNS.encode()) >> 1  # sets these locks apart from other people's advisory locks
# The server keeps advisory locks of all transactions in one table of a few thousand; products share so many turns.
TURN_COUNT = 1024
KEY = ("product_id", "location_id", "lot_id", "package_id", "owner_id")
COLUMNS = (*KEY, "quantity", "reserved_quantity", "in_date", "removal_date")


class StockQuant(models.Model):
    """Whoever changes the stock of a part waits for the turn at it, and then knows what those before left.

    The host takes a second row where another transaction holds the first, and neither sees what the other reserved:
    twenty reserve ten. A row lock alone ends all but one of them for a new try seconds later. Here a transaction waits
    for its turn, reads over a second connection what was committed meanwhile, and works on. Rows that others changed
    it cannot write any more; what it adds or takes stands on a row beside them, as the host does it, and is merged by
    the host's daily run.
    """

    _inherit = "stock.quant"

    # -- the turn

    @api.model
    def _take_turns(self, products):
        """Wait until this transaction is the only one that changes the stock of these products, up to its end.

        Take all turns of a batch at once: they are taken in one order, so that no two transactions wait for each other.

        :param products: ``product.product``
        """
        turns = self._get_turns(create=True)
        if waiting := set(products.ids) - turns.keys():
            self.flush_model(COLUMNS)
            seen = self._read_in_turn(waiting)
            self._remember(seen)
            fresh = self._read_fresh(waiting)
            for product_id in waiting:
                turns[product_id] = compare(seen[product_id], fresh[product_id])

    def _get_turns(self, create=False):
        """Product id → ``News`` at the turn; forgotten with the transaction or the savepoint that holds the lock."""
        data = self.env.cr.precommit.data
        return data.setdefault(TURNS, {}) if create else data.get(TURNS, {})

    @api.model
    def _has_turn(self, product):
        return product.id in self._get_turns()

    def _read_in_turn(self, product_ids):
        """Wait for the turns, and read the rows as this transaction sees them; one question to the server."""
        turns = sorted({product_id % TURN_COUNT for product_id in product_ids})
        taken = SQL(
            "WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(%s, turn) FROM unnest(%s) AS turn)",
            TURN_SPACE,
            turns,
        )
        # The outer join waits for the turns also where there is no stock yet.
        source = SQL("(SELECT count(*) FROM turn) AS taken LEFT JOIN stock_quant AS quant ON")
        return self._read_rows(self.env.cr, product_ids, taken, source)

    def _read_fresh(self, product_ids):
        """The rows as they are now; one question without a transaction around it, since others wait meanwhile."""
        with self.env.registry.cursor() as cr, _without_transaction(cr.connection):
            return self._read_rows(cr, product_ids)

    @api.model
    def _read_rows(self, cr, product_ids, before=SQL(), source=SQL("stock_quant AS quant WHERE")):  # noqa: B008 - immutable
        """Product id → row id → ``Row``; a row is its own reader's if its transaction wrote it."""
        cr.execute(
            SQL(
                "%s SELECT quant.id, quant.xmin::text, age(quant.xmin) <= 0, %s FROM %s quant.product_id = ANY(%s)",
                before,
                SQL(", ").join(SQL.identifier("quant", name) for name in COLUMNS),
                source,
                list(product_ids),
            )
        )
        rows = defaultdict(dict)
        for row_id, version, is_own, *values in cr.fetchall():
            if row_id:
                columns = dict(zip(COLUMNS, values, strict=True))
                rows[columns["product_id"]][row_id] = Row(version, is_own, columns)
        return rows

    def _remember(self, rows):
        """What was read at the turn need not be read once more, row by row, by the host.

        :param rows: as of ``_read_rows``, of this transaction
        """
        for row_id, row in ((row_id, row) for found in rows.values() for row_id, row in found.items()):
            for name, value in row.values.items():
                self._fields[name]._insert_cache(self.browse(row_id), [value])

    # -- what the host asks

    def _gather(self, product_id, location_id, lot_id=None, package_id=None, owner_id=None, strict=False, qty=0):
        """The host's rows as they are now, and those it cannot see."""
        quants = self._find_gathered(product_id, location_id, lot_id, package_id, owner_id, strict)
        if quants is None:
            quants = super()._gather(product_id, location_id, lot_id, package_id, owner_id, strict, qty)
        news = self._get_turns().get(product_id.id)
        if not news or not any(news):
            return quants
        quants._update_from_news(news.changed)
        domain = self._get_gather_domain(product_id, location_id, lot_id, package_id, owner_id, strict)
        unseen = self.browse(news.unseen).with_prefetch(())
        unseen._update_from_news(news.unseen)
        if unseen := unseen.sudo().filtered_domain(domain).with_env(self.env):
            order = self._get_removal_strategy_order(self._get_removal_strategy(product_id, location_id))
            quants = (quants | unseen).sorted(order or None).sorted(lambda quant: not quant.lot_id)
        return quants

    def _update_from_news(self, news):
        """Show the values of now instead of what this transaction would read; such rows are never written."""
        for quant in self:
            for name, value in news.get(quant.id, {}).items():
                self._fields[name]._update_cache(quant, value)

    def try_lock_for_update(self, *, allow_referencing=False, limit=None):
        """In its turn a transaction writes without a lock, and leaves alone what it would be refused to write."""
        turns = self._get_turns()
        if not turns or not allow_referencing or limit != 1 or not self.product_id.ids or self._miss_turn(turns):
            return super().try_lock_for_update(allow_referencing=allow_referencing, limit=limit)
        return self.filtered(lambda quant: not quant._is_news(turns[quant.product_id.id]))[:limit]

    def _miss_turn(self, turns):
        return any(product.id not in turns for product in self.product_id)

    def _is_news(self, news):
        return self.id in news.changed or self.id in news.unseen

    def _get_reserve_quantity(self, product_id, location_id, quantity, **kwargs):
        if product_id.is_part:
            self._take_turns(product_id)
        return super()._get_reserve_quantity(product_id, location_id, quantity, **kwargs)

    @api.model
    def _update_available_quantity(
        self,
        product_id,
        location_id,
        quantity=False,
        reserved_quantity=False,
        lot_id=None,
        package_id=None,
        owner_id=None,
        in_date=None,
    ):
        if product_id.is_part:
            self._take_turns(product_id)
        key = {"lot_id": lot_id, "package_id": package_id, "owner_id": owner_id}
        place = product_id, location_id
        if self._has_turn(product_id) and not quantity and reserved_quantity < 0:
            self.sudo()._release(*place, -reserved_quantity, **key)
            available = self._get_available_quantity(*place, **key, strict=True, allow_negative=True)
        else:
            available, in_date = super()._update_available_quantity(
                *place, quantity, reserved_quantity, **key, in_date=in_date
            )
        if product_id.is_part:
            self._note_short((*place, *key.values()), available)
        return available, in_date

    def _note_short(self, key, available):
        """Keep in mind what is promised or gone beyond what lies there, for who made it so to be told."""
        short = self.env.cr.precommit.data.setdefault(SHORT, {})
        ids = tuple(record.id if record else False for record in key)
        if key[0].uom_id.compare(available, 0) < 0:
            short[ids] = available
        else:
            short.pop(ids, None)

    @api.model
    def _get_short(self, key):
        """How much the stock of this key lacks, after what this transaction did to it; 0 if nothing.

        :param tuple key: ids as named in ``KEY``
        """
        return -self.env.cr.precommit.data.get(SHORT, {}).get(key, 0.0)

    def _release(self, product, location, quantity, lot_id, package_id, owner_id):
        """Take a reservation from the rows that hold it; the host takes it from the first, and what that lacks is lost.

        What stands on rows that others changed is taken on a row beside them.
        """
        quants = self._gather(product, location, lot_id, package_id, owner_id, strict=True)
        news = self._get_turns()[product.id]
        left = min(quantity, max(0.0, sum(quants.mapped("reserved_quantity"))))
        for quant in quants.filtered(lambda quant: not quant._is_news(news)):
            if (part := min(left, quant.reserved_quantity)) > 0:
                quant.reserved_quantity -= part
                left -= part
        if product.uom_id.compare(left, 0) > 0:
            beside = quants.filtered(lambda quant: quant._is_news(news) and quant.reserved_quantity > 0)[:1]
            self.create(
                {name: beside[name].id for name in KEY} | {"reserved_quantity": -left, "in_date": beside.in_date}
            )

    # -- for a batch

    @api.model
    def _prepare_batch(self, wanted):
        """Take the turns at all stock a batch is reserved from, and read it at once.

        :param wanted: set of pairs (``product.product``, ``stock.location``)
        :return: context for the host's reservation methods
        """
        self._take_turns(self.env["product.product"].union(*(product for product, _location in wanted)))
        gathered = self.sudo()._gather_together(wanted)
        exact = defaultdict(self.browse)
        for quant in self.browse().concat(*gathered.values()):
            exact[tuple(quant[name].id for name in KEY)] |= quant
        return {"gathered_quants": gathered, "quants_cache": exact}

    def _gather_together(self, wanted):
        """(product, location) → stock there and below, in the order in which it is taken out."""
        groups = defaultdict(self.env["product.product"].browse)
        for product, location in wanted:
            strategy = self._get_removal_strategy(product, location)
            if strategy not in ("closest", "least_packages"):
                groups[location, self._get_removal_strategy_order(strategy)] |= product
        gathered = {}
        for (location, order), products in groups.items():
            domain = [("product_id", "in", products.ids), ("location_id", "child_of", location.id)]
            by_product = self.search_fetch(domain, COLUMNS, order=order).grouped("product_id")
            gathered.update({(product, location): by_product.get(product, self.browse()) for product in products})
        return gathered

    def _find_gathered(self, product, location, lot, package, owner, strict):
        """What was gathered for the whole batch, where the question is a plain one; otherwise None."""
        gathered = self.env.context.get("gathered_quants") or {}
        if strict or lot or package or owner or (product, location) not in gathered:
            return None
        return gathered[product, location].with_env(self.env)


@contextmanager
def _without_transaction(connection):
    """Leave out BEGIN and ROLLBACK around one question; a test's connection has its transaction already."""
    if connection.status != STATUS_READY:
        yield
        return
    connection.autocommit = True
    try:
        yield
    finally:
        connection.autocommit = False
