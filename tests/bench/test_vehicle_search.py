"""Finding a car among a million: the search box against SQL written by hand for each key."""

import random

from odoo.fields import Domain
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from .measure import assert_bound, compare

CARS = 1_000_000
TEXTS = 100  # texts typed per key and round
LIMIT = 80
BOUND = 1.3
PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚"

# Columns that addons require of every partner are taken from one that the ORM made.
REQUIRED = """
    SELECT column_name FROM information_schema.columns
     WHERE table_name = 'res_partner' AND is_nullable = 'NO' AND column_default IS NULL AND column_name <> 'id'
       AND column_name <> ALL(%s)
"""
PEOPLE_COLUMNS = ["name", "complete_name", "phone", "active", "type", "create_date", "write_date"]
PEOPLE = """
    INSERT INTO res_partner (%(columns)s)
    SELECT people.name, people.name, people.phone, TRUE, 'contact', now(), now() %(required)s
      FROM (SELECT substr(%(surnames)s, 1 + n %% %(surname_count)s, 1) || chr(19968 + (n / 50 %% 600))
                   || chr(20968 + (n / 7 %% 500)) AS name,
                   '1' || lpad((n::bigint * 7919 %% 10000000000)::text, 10, '3') AS phone
              FROM generate_series(1, %(cars)s) AS n) AS people,
           res_partner AS made
     WHERE made.id = %(made)s
"""
CARS_SQL = """
    INSERT INTO aftersales_vehicle (vin, vin_last6, plate, owner_id, active, create_date, write_date)
    SELECT vin, right(vin, 6), plate, %(first)s + n, TRUE, now(), now()
      FROM (SELECT n,
                   'L' || upper(substr(md5(n::text), 1, 8)) || chr(65 + n %% 8)
                   || lpad((n::bigint * 7919 %% 10000000)::text, 7, '0') AS vin,
                   substr(%(provinces)s, 1 + n %% %(province_count)s, 1)
                   || chr(65 + n / 31 %% 8) || chr(65 + n / 248 %% 8)
                   || lpad((n::bigint * 7919 %% 10000)::text, 4, '0') AS plate
              FROM generate_series(0, %(cars)s - 1) AS n) AS cars
"""

SAMPLE_SQL = "SELECT %s FROM aftersales_vehicle v JOIN res_partner p ON p.id = v.owner_id WHERE v.id = ANY(%s)"
TAIL = "SELECT id FROM aftersales_vehicle WHERE active AND {company} AND {key} ORDER BY id DESC LIMIT %s"
COMPANY = "(company_id IS NULL OR company_id = ANY(%s))"
OWNER = """
    SELECT v.id FROM aftersales_vehicle v
     WHERE v.active AND (v.company_id IS NULL OR v.company_id = ANY(%s))
       AND v.id IN (SELECT o.id FROM aftersales_vehicle o JOIN res_partner p ON p.id = o.owner_id WHERE {key}
                     UNION
                    SELECT d.id FROM aftersales_vehicle d JOIN res_partner p ON p.id = d.driver_id WHERE {key})
     ORDER BY v.id DESC LIMIT %s
"""


@tagged("post_install", "-at_install", "bench")
class TestVehicleSearch(TransactionCase):
    """Each key a customer may name is served by an index, at the price of the plain SQL for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "aftersales.vehicle" not in cls.env:
            raise cls.skipTest(cls, "needs aftersales_vehicle")
        cr = cls.env.cr
        cls._insert_people()
        cr.execute("SELECT max(id) FROM res_partner")
        first = cr.fetchone()[0] - CARS + 1
        cr.execute(
            CARS_SQL,
            {
                "first": first,
                "provinces": PROVINCES,
                "province_count": len(PROVINCES),
                "cars": CARS,
            },
        )
        cr.execute("ANALYZE res_partner; ANALYZE aftersales_vehicle")
        cr.execute("SELECT max(id) FROM aftersales_vehicle")
        cls.last = cr.fetchone()[0]

    @classmethod
    def _insert_people(cls):
        cr = cls.env.cr
        made = cls.env["res.partner"].create({"name": "Bench"})
        cls.env.flush_all()
        cr.execute(REQUIRED, [PEOPLE_COLUMNS])
        required = [SQL.identifier(name) for (name,) in cr.fetchall()]
        columns = [SQL.identifier(name) for name in PEOPLE_COLUMNS]
        cr.execute(
            SQL(
                PEOPLE,
                columns=SQL(", ").join([*columns, *required]),
                required=SQL("".join(", made.%s" for _name in required), *required),
                surnames=SURNAMES,
                surname_count=len(SURNAMES),
                cars=CARS,
                made=made.id,
            )
        )

    def _sample(self, expression, seed):
        """What customers say about cars picked by lot."""
        chosen = random.Random(seed).sample(range(self.last - CARS + 1, self.last), TEXTS)  # noqa: S311 - no secret
        return [row[0] for row in self.env.execute_query(SQL(SAMPLE_SQL, SQL(expression), chosen))]

    def _compare(self, title, expression, by_hand, prepare):
        """Both sides answer the same texts with the same cars, in turn.

        :param by_hand: SQL with the companies, the key and the limit as parameters
        :param prepare: function from the typed text to the SQL's parameters for the key
        """
        texts = self._sample(expression, title)
        cars, companies = self.env["aftersales.vehicle"], self.env.companies.ids

        def hand(meter):
            found = []
            with meter.step(title):
                for text in texts:
                    self.env.cr.execute(by_hand, [companies, *prepare(text), LIMIT])
                    found.append([row[0] for row in self.env.cr.fetchall()])
            return found

        def search(text):
            return cars._search(Domain("display_name", "ilike", text), limit=LIMIT, order="id desc").select()

        def our_sql(meter):
            queries, found = [search(text) for text in texts], []
            with meter.step(title):
                for query in queries:
                    self.env.cr.execute(query)
                    found.append([row[0] for row in self.env.cr.fetchall()])
            return found

        def ours(meter):
            with meter.step(title):
                return [cars.search(Domain("display_name", "ilike", text), limit=LIMIT).ids for text in texts]

        written = compare(self.env, hand, our_sql, check=self.assertEqual, cold=False)
        written.print_table(f"SQL of a search by {title} among {CARS:,} cars", per=TEXTS, theirs="SQL by hand")
        whole = compare(self.env, hand, ours, check=self.assertEqual, cold=False)
        whole.print_table(f"search by {title} among {CARS:,} cars", per=TEXTS, theirs="SQL by hand")
        self._assert_index(title, texts[0])
        assert_bound(f"vehicle search by {title}, its SQL", written.cpu_ratio(), BOUND)
        assert_bound(f"vehicle search by {title}, with the ORM around it", whole.cpu_ratio(), BOUND)

    def _assert_index(self, title, text):
        """The plan reads neither cars nor people from one end to the other."""
        query = self.env["aftersales.vehicle"]._search(
            Domain("display_name", "ilike", text),
            limit=LIMIT,
            order="id desc",
        )
        self.env.cr.execute("EXPLAIN %s" % query.select().code, query.select().params)  # noqa: UP031
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertNotRegex(plan, r"Seq Scan on (?:aftersales_vehicle|res_partner)", f"{title}: {text}\n{plan}")
        self.assertIn("Index", plan)

    def _by_key(self, key):
        return TAIL.format(company=COMPANY, key=key)

    def test_whole_vin(self):
        self._compare("VIN", "v.vin", self._by_key("vin = %s"), lambda text: [text])

    def test_last_six_of_the_vin(self):
        self._compare(
            "last six of the VIN",
            "right(v.vin, 6)",
            self._by_key("(reverse(vin) LIKE %s OR reverse(plate) LIKE %s)"),
            lambda text: [f"{text[::-1]}%"] * 2,
        )

    def test_last_eight_of_the_vin(self):
        self._compare(
            "last eight of the VIN",
            "right(v.vin, 8)",
            self._by_key("(reverse(vin) LIKE %s)"),
            lambda text: [f"{text[::-1]}%"],
        )

    def test_plate(self):
        self._compare("plate", "v.plate", self._by_key("plate LIKE %s"), lambda text: [f"{text}%"])

    def test_plate_without_province(self):
        self._compare(
            "plate without province",
            "substr(v.plate, 2)",
            self._by_key("(substr(plate, 2) LIKE %s OR reverse(plate) LIKE %s OR reverse(vin) LIKE %s)"),
            lambda text: [f"{text}%", f"{text[::-1]}%", f"{text[::-1]}%"],
        )

    def test_phone(self):
        key = "reverse(regexp_replace(p.phone, '[^0-9]', '', 'g')) LIKE %s"
        self._compare("phone", "p.phone", OWNER.format(key=key), lambda text: [f"{text[::-1]}%"] * 2)

    def test_owner(self):
        self._compare(
            "owner's name",
            "p.name",
            OWNER.format(key="p.name ILIKE %s"),
            lambda text: [f"%{text}%"] * 2,
        )
