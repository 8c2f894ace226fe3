"""The screens of the vehicle file among a million cars, beside the host's of its own large table, the contacts."""

from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import SQL

from .measure import assert_bound, compare, measure
from .screens import Screen
from .test_vehicle_search import CARS
from .vehicles import insert_cars

VEHICLES = "aftersales_vehicle.aftersales_vehicle_action"
CONTACTS = "base.action_partner_form"
PAGE = 80
CARDS = 40
COUNT_LIMIT = 10_001  # the web client's own
# Ours show more than the host's: owner, model, alerts, the time line's frame.
BOUNDS = {"list": 2, "kanban": 2, "form": 2, "pivot": 2}
MODELS = 50
TIMELINE_QUERIES = 40


@tagged("post_install", "-at_install", "bench")
class TestVehicleScreens(TransactionCase):
    """A page costs what it shows, not what there is; a pivot one pass over the table."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "aftersales.vehicle" not in cls.env:
            raise cls.skipTest(cls, "needs aftersales_vehicle")
        cls.last = insert_cars(cls.env, CARS)
        cls._give_models()
        cls.user = new_test_user(
            cls.env,
            "bench_vehicle",
            groups="aftersales_base.group_service_advisor,base.group_partner_manager",
        )

    @classmethod
    def _give_models(cls):
        brand = cls.env["aftersales.vehicle.brand"].create({"name": "Bench"})
        series = cls.env["aftersales.vehicle.series"].create({"name": "Bench", "brand_id": brand.id})
        models = cls.env["aftersales.vehicle.model"].create(
            [{"name": f"Bench {number}", "series_id": series.id} for number in range(MODELS)]
        )
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL(
                """
                UPDATE aftersales_vehicle SET brand_id = %s, series_id = %s, model_id = (%s)[1 + id %% %s],
                       model_year = 2010 + id %% 16
                """,
                brand.id,
                series.id,
                models.ids,
                MODELS,
            )
        )
        cls.env.cr.execute("ANALYZE aftersales_vehicle")

    def _open(self, action, kind, record_id):
        """A function that asks what the web client asks for a screen, for the second time in the day."""
        env = self.env(user=self.user, su=False)
        screen = Screen(env, action, kind)
        records, specification = env[screen.model], screen.specification

        def read(meter):
            with meter.step(kind):
                screen.views(env)
                if kind == "form":
                    self.assertTrue(records.browse(record_id).web_read(specification))
                else:
                    limit = PAGE if kind == "list" else CARDS
                    found = records.web_search_read([], specification, limit=limit, count_limit=COUNT_LIMIT)
                    self.assertEqual(len(found["records"]), limit)

        return read

    def _assert_beside(self, kind, theirs, ours):
        beside = compare(self.env, theirs, ours)
        beside.print_table(f"{kind} of vehicles among {CARS:,}", theirs="contacts of the host")
        assert_bound(f"{kind} of vehicles among {CARS:,} by that of contacts", beside.cpu_ratio(), BOUNDS[kind])

    def test_pages(self):
        [[partner]] = self.env.execute_query(SQL("SELECT max(id) FROM res_partner"))
        for kind in ("list", "kanban", "form"):
            self._assert_beside(kind, self._open(CONTACTS, kind, partner), self._open(VEHICLES, kind, self.last))

    def test_pivot_by_model_and_year(self):
        """The host groups its contacts by two fields as well, of as many values."""
        env = self.env(user=self.user, su=False)
        [[countries]] = self.env.execute_query(SQL("SELECT array_agg(id) FROM res_country WHERE id < %s", MODELS))
        update = "UPDATE res_partner SET color = id %% 16, country_id = (%s)[1 + id %% array_length(%s, 1)]"
        self.env.cr.execute(SQL(update, countries, countries))
        self.env.cr.execute("ANALYZE res_partner")

        def group(meter, model, fields):
            with meter.step("pivot"):
                self.assertTrue(env[model].formatted_read_group([], fields, ["__count"]))

        self._assert_beside(
            "pivot",
            lambda meter: group(meter, "res.partner", ["country_id", "color"]),
            lambda meter: group(meter, "aftersales.vehicle", ["model_id", "model_year"]),
        )

    def test_first_page_is_read_by_index(self):
        query = self.env["aftersales.vehicle"].with_user(self.user)._search([], limit=PAGE, order="id desc")
        select = query.select()
        self.env.cr.execute("EXPLAIN %s" % select.code, select.params)  # noqa: UP031
        plan = "\n".join(row[0] for row in self.env.cr.fetchall())
        self.assertNotIn("Seq Scan on aftersales_vehicle", plan)
        self.assertNotIn("Sort", plan)

    def test_time_line_and_card(self):
        car = self.env["aftersales.vehicle"].with_user(self.user).browse(self.last)
        for name in ("get_timeline", "get_quick_card"):
            reading = measure(self.env, getattr(car, name))
            print(f"  {name}: {reading.queries:.0f} queries, {1000 * sum(filter(None, reading[1:])):.1f} ms of CPU")
            assert_bound(f"{name} among {CARS:,} cars, queries", reading.queries, TIMELINE_QUERIES)
