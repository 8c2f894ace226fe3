"""A manufacturer's price file of half a million rows: the import against COPY and INSERT … ON CONFLICT by hand.

Both sides get the same file with a list price, dealer net and warranty price for every part of a catalogue, to count
from tomorrow, and end with the same prices by day. The hand-written SQL does only that; ours reads any file, compares
it and asks about jumps, then writes the prices and a ledger line per row. Putting them into the host's product is the
daily job's work and not part of this: there the host's own indexes on its wide table decide, whoever writes.
"""

import base64
import csv
import gc
import io
import threading
import time
from datetime import timedelta
from pathlib import Path
from unittest import TestCase

import pytest
import xlsxwriter

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

from aftersales_setup.databases import copy_name

from .measure import assert_bound

PARTS = 500_000
ROWS = {"csv": PARTS, "xlsx": 100_000}  # the workbook is here for its memory
BOUND, MEMORY_BOUND = 8, 200  # times; megabytes
HEADINGS = ["零件号", "名称", "零售价", "进货价", "索赔价"]
check = TestCase()

# A catalogue: every column as the ORM made it for one part, but for what tells parts apart.
PRODUCTS = """
    INSERT INTO product_template ({template_columns}, name)
    SELECT {template_columns}, jsonb_build_object('en_US', 'Part ' || n)
      FROM product_template, generate_series(1, %(parts)s) n WHERE id = %(template)s;
    INSERT INTO product_product ({product_columns}, product_tmpl_id, default_code, part_number_key)
    SELECT {product_columns}, made.id, 'BENCH-' || lpad(made.n::text, 8, '0'), 'BENCH' || lpad(made.n::text, 8, '0')
      FROM product_product,
           (SELECT id, row_number() OVER (ORDER BY id) AS n FROM product_template WHERE id > %(template)s) made
     WHERE product_product.id = %(product)s;
    ANALYZE product_template; ANALYZE product_product;
"""
BY_HAND = """
    INSERT INTO bench_price (
        product_id, date_from, currency_id, list_price, dealer_net, warranty_price, create_uid, write_uid,
        create_date)
    SELECT product.id, %(day)s, %(currency)s, file.list_price, file.dealer_net, file.warranty_price, 1, 1, now()
      FROM bench_file file
      JOIN product_product product
        ON product.part_scope = 'shared' AND product.part_number_key = upper(replace(file.number, '-', ''))
        ON CONFLICT (product_id, (COALESCE(company_id, 0)), date_from) DO UPDATE
       SET list_price = EXCLUDED.list_price, dealer_net = EXCLUDED.dealer_net,
           warranty_price = EXCLUDED.warranty_price
"""


@pytest.fixture(scope="module")
def env(runner, template, tmp_path_factory):
    """A database of its own with the catalogue, as superuser; batches are committed as in real life."""
    name = copy_name("prices")
    runner.databases.clone(template, name)
    odoo.tools.config["test_enable"] = False
    try:
        with Registry(name).cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            _make_catalogue(env)
            yield env
    finally:
        odoo.tools.config["test_enable"] = True
        Registry.delete(name)
        odoo.sql_db.close_db(name)
        runner.databases.drop(name)


def _make_catalogue(env):
    made = env["product.product"].create(
        {"name": "Bench", "part_number": "BENCH-00000000", "is_part": True, "is_storable": True, "list_price": 0}
    )
    env.flush_all()
    env.cr.execute(
        PRODUCTS.format(
            template_columns=_columns(env, "product_template", ("id", "name")),
            product_columns=_columns(
                env, "product_product", ("id", "product_tmpl_id", "default_code", "part_number_key")
            ),
        ),
        {"parts": PARTS, "template": made.product_tmpl_id.id, "product": made.id},
    )
    groups = env.ref("aftersales_base.group_parts_planner") | env.ref("base.group_user")
    env["res.users"].create({"name": "planner", "login": "planner", "group_ids": [Command.set(groups.ids)]})
    env.company.part_price_supplier_id = env["res.partner"].create({"name": "Parts Centre"})
    _make_same_table(env)
    env.cr.commit()


def _make_same_table(env):
    """The table prices are kept in once more, with all it checks, for the SQL by hand."""
    env.cr.execute("CREATE TABLE bench_price (LIKE aftersales_part_price INCLUDING ALL)")
    env.cr.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid = %s::regclass",
        ["aftersales_part_price"],
    )
    for (definition,) in env.cr.fetchall():
        env.cr.execute(f"ALTER TABLE bench_price ADD {definition}")  # as PostgreSQL wrote it


def _columns(env, table, others):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> ALL(%s)",
        [table, list(others)],
    )
    return ", ".join(f'"{name}"' for (name,) in env.cr.fetchall())


def _rows(kind):
    for number in range(1, ROWS[kind] + 1):
        price = 10 + number % 9973 / 4
        yield f"BENCH-{number:08}", f"零件 {number}", f"{price:.2f}", f"{price * 0.7:.2f}", f"{price * 0.65:.2f}"


def _write_file(kind):
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([HEADINGS, *_rows(kind)])
        return text.getvalue().encode()
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for line, (number, name, *prices) in enumerate(_rows(kind), 1):
            sheet.write_row(line, 0, [number, name, *map(float, prices)])
    return file.getvalue()


def _by_hand(env, kind):
    """The rows as CSV through COPY, then one upsert; seconds."""
    text = io.StringIO()
    csv.writer(text).writerows(_rows(kind))
    text.seek(0)
    started = time.monotonic()
    env.cr.execute(
        "CREATE TEMPORARY TABLE bench_file (number text, name text, list_price numeric, dealer_net numeric, "
        "warranty_price numeric)"
    )
    env.cr.copy_expert("COPY bench_file FROM STDIN (FORMAT csv)", text)
    env.cr.execute("ANALYZE bench_file")
    env.cr.execute(BY_HAND, {"day": "2026-01-01", "currency": env.company.currency_id.id})
    env.cr.commit()
    seconds = time.monotonic() - started
    env.cr.execute("SELECT count(*) FROM bench_price")
    check.assertEqual(env.cr.fetchone()[0], ROWS[kind])
    env.cr.execute("TRUNCATE bench_price; DROP TABLE bench_file")
    env.cr.commit()
    return seconds


class PeakMemory:
    """The most memory this process took inside, over what it had before; megabytes."""

    def __enter__(self):
        gc.collect()
        self.start = self.peak = self._read()
        self.done = threading.Event()
        self.thread = threading.Thread(target=self._watch)
        self.thread.start()
        return self

    def __exit__(self, *_error):
        self.done.set()
        self.thread.join()

    @property
    def grown(self):
        return self.peak - self.start

    def _watch(self):
        while not self.done.wait(0.02):
            self.peak = max(self.peak, self._read())

    @staticmethod
    def _read():
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / (1 << 20)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_price_file_against_copy_and_upsert(env, kind):
    imports = env(user=env["res.users"].search([("login", "=", "planner")]).id)["aftersales.import"]
    file = base64.b64encode(_write_file(kind))
    job = imports.create({"kind": "part_price", "file": file, "file_name": f"p.{kind}"})
    job.price_date += timedelta(days=1)
    env.cr.commit()
    env.invalidate_all()
    before = _by_hand(env, kind)
    steps = {}
    with PeakMemory() as memory:
        for step in ("action_read", "action_preview", "action_take_jumps", "action_start"):
            started = time.monotonic()
            getattr(job, step)()
            env.cr.commit()
            steps[step] = time.monotonic() - started
        started = time.monotonic()
        while job.state == "running":
            env["aftersales.import"]._cron_run()
        steps["background"] = time.monotonic() - started
    after = _by_hand(env, kind)
    check.assertEqual((job.state, job.failure), ("done", False))
    env.cr.execute("SELECT count(*) FROM aftersales_import_line WHERE import_id = %s", [job.id])
    check.assertEqual(env.cr.fetchone()[0], ROWS[kind])
    check.assertEqual(job.rejected_count, 0)
    hand = (before + after) / 2
    print(f"\n{ROWS[kind]} rows of {kind}: by hand {hand:.1f} s (before {before:.1f}, after {after:.1f})")
    print("  ours:", ", ".join(f"{step} {seconds:.1f} s" for step, seconds in steps.items()))
    assert_bound(f"price file as {kind}, time against COPY and upsert", sum(steps.values()) / hand, BOUND)
    assert_bound(f"price file as {kind}, memory in MB", memory.grown, MEMORY_BOUND)
    env.cr.execute("TRUNCATE aftersales_part_price, aftersales_import_line")
    env.cr.commit()
