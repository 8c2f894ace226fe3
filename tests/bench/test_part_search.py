"""Finding a part among two hundred thousand, by number and by name, and following its chain of replacements.

Any search by the ORM has its fixed price, whatever it looks for: rights and rules, the domain, the template's join and
order. So a search for one id by the same person is measured beside, and its share told apart.
"""

import random

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from .measure import assert_bound, compare, measure, settle

PARTS = 200_000
CHAIN = 8  # numbers in a chain: seven steps from the first to the last
TEXTS = 40
LIMIT = 80
BOUND = 1.5
WORDS = ["机油", "空气", "空调", "燃油", "刹车", "离合", "水泵", "起动", "点火", "雨刮", "前减", "后减", "大灯", "尾灯"]
KINDS = ["滤清器", "传感器", "总成", "密封圈", "支架", "螺栓", "皮带", "线束", "盖板", "开关"]

# Columns that addons require of every product are taken from one that the ORM made.
TEMPLATES = """
    INSERT INTO product_template (%(columns)s, name, default_code)
    SELECT %(made)s, jsonb_build_object('en_US', parts.name), parts.number
      FROM (SELECT n, (%(words)s::text[])[1 + n %% %(word_count)s] || (%(kinds)s::text[])[1 + n / 7 %% %(kind_count)s]
                      || ' ' || n AS name,
                   'B' || upper(substr(md5(n::text), 1, 4)) || lpad(n::text, 7, '0') AS number
              FROM generate_series(1, %(parts)s) AS n) AS parts,
           product_template AS made
     WHERE made.id = %(template)s
     ORDER BY parts.n
"""
VARIANTS = """
    INSERT INTO product_product
           (product_tmpl_id, active, default_code, part_number_key, part_scope, combination_indices)
    SELECT id, TRUE, default_code, default_code, 'shared', ''
      FROM product_template WHERE id > %s
     ORDER BY id
"""
SUPERSESSIONS = """
    INSERT INTO aftersales_supersession (product_id, active, use_up_first, is_mutual, source, kind)
    SELECT id, TRUE, TRUE, FALSE, 'manufacturer', 'one' FROM product_product WHERE id > %(first)s
       AND (id - %(first)s) %% %(chain)s != 0
"""
LINES = """
    INSERT INTO aftersales_supersession_line (supersession_id, product_id, ratio, sequence)
    SELECT id, product_id + 1, 1, 10 FROM aftersales_supersession WHERE product_id > %s
"""
BY_NUMBER = """
    SELECT p.id FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE p.active AND t.is_part AND (t.company_id IS NULL OR t.company_id = ANY(%s))
       AND p.part_scope IS NOT NULL AND p.part_number_key LIKE %s
     ORDER BY p.default_code, t.name->>'en_US', p.id LIMIT %s
"""
BY_NAME = """
    SELECT p.id FROM product_product p JOIN product_template t ON t.id = p.product_tmpl_id
     WHERE p.active AND t.is_part AND (t.company_id IS NULL OR t.company_id = ANY(%s))
       AND jsonb_path_query_array(t.name, '$.*')::text ILIKE %s AND t.name->>'en_US' ILIKE %s
     ORDER BY p.default_code, t.name->>'en_US', p.id LIMIT %s
"""


@tagged("post_install", "-at_install", "bench")
class TestPartSearch(TransactionCase):
    """The parts box costs what the plain SQL for it costs; chains take one query."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "aftersales.supersession" not in cls.env:
            raise cls.skipTest(cls, "needs aftersales_parts")
        cr = cls.env.cr
        made = cls.env["product.template"].create({"name": "Bench", "is_part": True, "is_storable": True})
        cls.env.flush_all()
        skipped = {"id", "name", "default_code"}
        columns = [
            SQL.identifier(name)
            for name, field in made._fields.items()
            if field.store and field.column_type and name not in skipped
        ]
        cr.execute(
            SQL(
                TEMPLATES,
                columns=SQL(", ").join(columns),
                made=SQL(", ").join(SQL("made.%s", column) for column in columns),
                words=WORDS,
                word_count=len(WORDS),
                kinds=KINDS,
                kind_count=len(KINDS),
                parts=PARTS,
                template=made.id,
            )
        )
        cls.first = made.product_variant_id.id
        cr.execute(VARIANTS, [made.id])
        cr.execute(SUPERSESSIONS, {"first": cls.first, "chain": CHAIN})
        cr.execute(LINES, [cls.first])
        settle(cr, "product_template", "product_product", "aftersales_supersession", "aftersales_supersession_line")
        cls.clerk = new_test_user(cls.env, "bench_clerk", groups="base.group_user,aftersales_base.group_parts_clerk")
        cls.env.invalidate_all()

    def _sample(self, name):
        lot = random.Random(name)  # noqa: S311 - no secret
        numbers = [self.first + lot.randrange(1, PARTS) for _text in range(TEXTS)]
        return self.env["product.product"].browse(numbers).mapped(name)

    def _compare(self, title, texts, by_hand, prepare):
        parts, companies = self.env["product.product"].with_user(self.clerk), self.env.companies.ids
        is_part, ids = Domain("is_part", "=", True), self._sample("id")

        def hand(meter):
            found = []
            with meter.step(title):
                for text in texts:
                    self.env.cr.execute(by_hand, [companies, *prepare(text), LIMIT])
                    found.append([row[0] for row in self.env.cr.fetchall()])
            return found

        def ours(meter):
            with meter.step(title):
                return [parts.search(is_part & Domain("part_lookup", "ilike", text), limit=LIMIT).ids for text in texts]

        def fixed(meter):
            with meter.step(title):
                return [parts.search(is_part & Domain("id", "=", part), limit=LIMIT).ids for part in ids]

        result = compare(self.env, hand, ours, check=self.assertEqual, cold=False)
        result.print_table(f"search by {title} among {PARTS:,} parts", per=TEXTS, theirs="SQL by hand")
        price = compare(self.env, hand, fixed, cold=False)
        price.print_table(f"what any search among {PARTS:,} parts takes", per=TEXTS, theirs="SQL by hand")
        assert_bound(f"part search by {title}, with the ORM around it", result.cpu_ratio(), BOUND)
        ours_alone = result.cpu_ratio() - price.cpu_ratio()
        assert_bound(f"part search by {title}, without the ORM's fixed price", ours_alone, BOUND)

    def test_by_number(self):
        texts = [f"{number[:4]}-{number[4:].lower()}" for number in self._sample("default_code")]
        self._compare("number", texts, BY_NUMBER, lambda text: [f"%{text.upper().replace('-', '')}%"])

    def test_by_name(self):
        self._compare("name", self._sample("name"), BY_NAME, lambda text: [f"%{text}%"] * 2)

    def test_chains_take_one_query(self):
        parts = self.env["product.product"].browse(self.first + 1 + CHAIN * number for number in range(80))
        ends = parts._get_replacements()
        self.assertEqual({ends[part][0][0].id - part.id for part in parts}, {CHAIN - 1})
        one = measure(self.env, lambda: parts[:1]._get_replacements())
        many = measure(self.env, parts._get_replacements)
        print(f"\nreplacements of 1 part: {one}; of 80 parts: {many}")
        self.assertEqual(one.queries, many.queries)
        assert_bound("replacements of 80 parts, ms", (many.python + (many.postgres or 0)) * 1000, 50)
