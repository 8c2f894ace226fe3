"""Finding a car among a million: the search box against SQL written by hand for each key.

Any search by the ORM has its fixed price, whatever it looks for: rights and rules, the domain, records. So beside the
SQL the host's own search stands, by one indexed field of the same table, or by the names of owner and driver for what
people are known by, since the box looks at both; as the same person, with the same rules.
"""

import random

from odoo.fields import Domain
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from .measure import assert_bound, compare
from .vehicles import insert_cars

CARS = 1_000_000
TEXTS = 100  # texts typed per key and round
LIMIT = 80
BOUND = 1.3

# Shape and search of the host's ``fleet.vehicle``: brand, model and plate in one unindexed name, and the driver's.
FLEET_TEXTS = 3
FLEET_BOUND = 1 / 50
FLEET = """
    CREATE TEMPORARY TABLE bench_fleet ON COMMIT DROP AS
    SELECT id, 'Testa/Uno 1.5/' || plate AS name, plate AS license_plate, owner_id AS driver_id, TRUE AS active
      FROM aftersales_vehicle WHERE plate IS NOT NULL;
    ALTER TABLE bench_fleet ADD PRIMARY KEY (id);
    CREATE INDEX ON bench_fleet (driver_id);
    ANALYZE bench_fleet
"""
FLEET_SEARCH = """
    SELECT f.id FROM bench_fleet f LEFT JOIN res_partner p ON p.id = f.driver_id
     WHERE f.active AND (f.name ILIKE %s OR p.name ILIKE %s)
     ORDER BY f.license_plate, f.id LIMIT %s
"""

# The host's search beside ours: by a number of the car, by what stands with its owner and driver.
BY_NUMBER = ("v.engine_no", ["engine_no"], "=")
BY_PERSON = ("p.name", ["owner_id.name", "driver_id.name"], "ilike")

SAMPLE_SQL = "SELECT %s FROM aftersales_vehicle v JOIN res_partner p ON p.id = v.owner_id WHERE v.id = ANY(%s)"
TAIL = "SELECT id FROM aftersales_vehicle WHERE active AND {company} AND {key} ORDER BY id DESC LIMIT %s"
COMPANY = "(company_id IS NULL OR company_id = ANY(%s))"
ENGINE = "upper(regexp_replace(engine_no, '[^0-9A-Za-z]', '', 'g'))"
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
        cls.last = insert_cars(cls.env, CARS)
        groups = "base.group_user,aftersales_base.group_service_advisor"
        cls.advisor = new_test_user(cls.env, "bench_advisor", groups=groups)

    def _sample(self, expression, seed):
        """What customers say about cars picked by lot."""
        chosen = random.Random(seed).sample(range(self.last - CARS + 1, self.last), TEXTS)  # noqa: S311 - no secret
        return [row[0] for row in self.env.execute_query(SQL(SAMPLE_SQL, SQL(expression), chosen))]

    def _compare(self, title, expression, by_hand, prepare, host=BY_NUMBER):
        """Both sides answer the same texts with the same cars, in turn.

        :param by_hand: SQL with the companies, the key and the limit as parameters
        :param prepare: function from the typed text to the SQL's parameters for the key
        :param host: what the host is asked for beside it: sample, fields, operator; None for nothing
        """
        texts = self._sample(expression, title)
        cars, companies = self.env["aftersales.vehicle"].with_user(self.advisor), self.env.companies.ids

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
        if host:
            self._assert_beside_host(title, ours, cars, *host)

    def _assert_beside_host(self, title, ours, cars, sample, fields, operator):
        texts = self._sample(sample, title)

        def ask(text):
            return cars.search(Domain.OR(Domain(field, operator, text) for field in fields), limit=LIMIT).ids

        def host(meter):
            with meter.step(title):
                return [ask(text) for text in texts]

        beside = compare(self.env, host, ours, cold=False)
        beside.print_table(f"search by {title} among {CARS:,} cars", per=TEXTS, theirs=f"host, by {fields[0]}")
        assert_bound(
            f"vehicle search by {title}, by the host's search by {' or '.join(fields)}", beside.cpu_ratio(), BOUND
        )

    def _assert_index(self, title, text):
        """The plan reads neither cars nor people from one end to the other."""
        query = (
            self.env["aftersales.vehicle"]
            .with_user(self.advisor)
            ._search(
                Domain("display_name", "ilike", text),
                limit=LIMIT,
                order="id desc",
            )
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
            self._by_key(f"(reverse(vin) LIKE %s OR reverse(plate) LIKE %s OR {ENGINE} LIKE %s)"),
            lambda text: [f"{text[::-1]}%", f"{text[::-1]}%", f"{text}%"],
        )

    def test_last_eight_of_the_vin(self):
        self._compare(
            "last eight of the VIN",
            "right(v.vin, 8)",
            self._by_key(f"(reverse(vin) LIKE %s OR {ENGINE} LIKE %s)"),
            lambda text: [f"{text[::-1]}%", f"{text}%"],
        )

    def test_plate(self):
        self._compare("plate", "v.plate", self._by_key("plate LIKE %s"), lambda text: [f"{text}%"])

    def test_plate_without_province(self):
        self._compare(
            "plate without province",
            "substr(v.plate, 2)",
            self._by_key(
                f"(substr(plate, 2) LIKE %s OR reverse(plate) LIKE %s OR reverse(vin) LIKE %s OR {ENGINE} LIKE %s)"
            ),
            lambda text: [f"{text}%", f"{text[::-1]}%", f"{text[::-1]}%", f"{text}%"],
        )

    def test_engine_number(self):
        self._compare(
            "engine number",
            "v.engine_no",
            self._by_key(f"({ENGINE} LIKE %s OR vin LIKE %s OR reverse(vin) LIKE %s)"),
            lambda text: [f"{text.replace('-', '')}%"] * 2 + [f"{text.replace('-', '')[::-1]}%"],
        )

    def test_initials(self):
        self._compare(
            "initials of the owner's name",
            "p.name_initials",
            OWNER.format(key="(p.name_initials LIKE %s OR p.name ILIKE %s)"),
            lambda text: [f"{text}%", f"%{text}%"] * 2,
            host=None,  # the host has no search that finds as many owners by a few letters
        )

    def test_beside_the_fleet_of_the_host(self):
        """The same two questions, by part of the plate and by the customer's name, asked the host's way."""
        self.env.cr.execute(FLEET)
        cars = self.env["aftersales.vehicle"]
        for title, expression in (("plate without province", "substr(v.plate, 2)"), ("owner's name", "p.name")):
            texts = self._sample(expression, title)[:FLEET_TEXTS]

            def fleet(meter, texts=texts, title=title):
                with meter.step(title):
                    for text in texts:
                        self.env.cr.execute(FLEET_SEARCH, [f"%{text}%", f"%{text}%", LIMIT])
                        self.assertTrue(self.env.cr.fetchall())

            def ours(meter, texts=texts, title=title):
                with meter.step(title):
                    for text in texts:
                        self.assertTrue(cars.search(Domain("display_name", "ilike", text), limit=LIMIT).ids)

            beside = compare(self.env, fleet, ours, cold=False)
            beside.print_table(f"search by {title} among {CARS:,} cars", per=FLEET_TEXTS, theirs="as the host's fleet")
            assert_bound(f"vehicle search by {title}, by the host's fleet", beside.cpu_ratio(), FLEET_BOUND)

    def test_phone(self):
        key = "reverse(regexp_replace(p.phone, '[^0-9]', '', 'g')) LIKE %s"
        self._compare("phone", "p.phone", OWNER.format(key=key), lambda text: [f"{text[::-1]}%"] * 2, host=BY_PERSON)

    def test_owner(self):
        self._compare(
            "owner's name",
            "p.name",
            OWNER.format(key="p.name ILIKE %s"),
            lambda text: [f"%{text}%"] * 2,
            host=BY_PERSON,
        )
