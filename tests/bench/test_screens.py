"""The screens of the workshop as a service advisor has them: queries, and what a hundred times the orders cost."""

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from .common import WorkshopBenchCase
from .measure import assert_bound, measure
from .screens import Screen

ACTION = "aftersales_workshop.repair_order_action"
SIZES = (1_000, 100_000)
LINES = 20  # jobs, and as many parts, of the order whose form is opened
COLUMN = 40  # cards the web client shows of one column
BOUNDS = {"list": 12, "kanban": 14, "form": 30}
# The board counts the orders of each column, the others read no more than they show.
GROWTH = {"list": 1.5, "kanban": 5, "form": 1.5}
# What an order brings along in the copies.
COPIED = {"aftersales_job": "repair_id", "stock_move": "repair_id"}


@tagged("post_install", "-at_install")
class TestScreens(WorkshopBenchCase):
    """List, board and form take the same few queries however many orders there are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.advisor = new_test_user(
            cls.env,
            "bench_advisor",
            groups="aftersales_base.group_service_advisor",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.patterns = cls._prepare_orders(8, 3)
        cls.patterns[2:].action_validate()
        cls.patterns[4:].job_ids.action_start()
        cls.large = cls._prepare_orders(1, LINES)
        cls.large.action_validate()

    @classmethod
    def _prepare_orders(cls, count, lines):
        return cls.env["repair.order"].create(
            [
                {
                    "order_type_id": cls.order_type.id,
                    "vehicle_id": cls.cars[number].id,
                    "partner_id": cls.people[number].id,
                    "company_id": cls.company.id,
                    "mileage_in": 10_000,
                    "concern": "Brakes squeal",
                    "job_ids": [
                        Command.create({"operation_id": cls.operations[line % len(cls.operations)].id})
                        for line in range(lines)
                    ],
                    "move_ids": [
                        Command.create({"repair_line_type": "add", "product_id": part.id, "product_uom_qty": 1})
                        for part in cls.products[:lines]
                    ],
                }
                for number in range(count)
            ]
        )

    def _grow(self, size):
        """Fill the store up with copies of the pattern orders, made by SQL, spread over the past years."""
        self.env.flush_all()
        missing = size - self.env["repair.order"].search_count([("order_type_id", "!=", False)])
        copies = -(-missing // len(self.patterns))
        [[first]] = self.env.execute_query(SQL("SELECT max(id) FROM repair_order"))
        self._copy_rows(
            "repair_order",
            SQL("row.id = ANY(%s)", self.patterns.ids),
            copies,
            id=SQL("%s + n * 1000 + row.id - %s", first, min(self.patterns.ids)),
            name=SQL("row.name || '/' || %s || n", size),
            create_date=SQL("row.create_date - n * interval '10 minutes'"),
        )
        self.env.cr.execute("SELECT setval('repair_order_id_seq', (SELECT max(id) FROM repair_order))")
        for table, column in COPIED.items():
            copied = SQL("%s + n * 1000 + row.%s - %s", first, SQL.identifier(column), min(self.patterns.ids))
            self._copy_rows(
                table,
                SQL("row.%s = ANY(%s)", SQL.identifier(column), self.patterns.ids),
                copies,
                id=SQL("nextval(%s)", f"{table}_id_seq"),
                sale_line_id=SQL("NULL::int"),
                **{column: copied},
            )
        self.env.cr.execute("ANALYZE repair_order; ANALYZE aftersales_job; ANALYZE stock_move")
        self.env.invalidate_all()

    def _copy_rows(self, table, condition, copies, **changed):
        """``copies`` more of some rows, numbered ``n``, with other values in the columns ``changed``."""
        self.env.cr.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'",
            [table],
        )
        columns = [name for (name,) in self.env.cr.fetchall()]
        values = [changed.get(name, SQL("row.%s", SQL.identifier(name))) for name in columns]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s) SELECT %s FROM %s AS row, generate_series(1, %s) AS n WHERE %s",
                SQL.identifier(table),
                SQL(", ").join(map(SQL.identifier, columns)),
                SQL(", ").join(values),
                SQL.identifier(table),
                copies,
                condition,
            )
        )

    # -- the screens

    def _open(self, kind):
        """A function that opens the screen, for the second time in the advisor's day."""
        env = self.env(user=self.advisor, su=False)
        screen = Screen(env, ACTION, kind)
        orders, domain = env["repair.order"], [("order_type_id", "!=", False)]
        specification = screen.specification

        def read_list():
            screen.views(env)
            rows = orders.web_search_read(domain, specification, limit=80, count_limit=10_001)["records"]
            self.assertEqual(len(rows), 80)

        def read_kanban():
            screen.views(env)
            groups = orders.with_context(read_group_expand=True).web_read_group(
                domain,
                ["state"],
                screen.aggregates,
                auto_unfold=True,
                unfold_read_specification=specification,
                unfold_read_default_limit=COLUMN,
            )["groups"]
            self.assertGreaterEqual(sum(len(group["__records"]) for group in groups), 2 * COLUMN)

        def read_form():
            screen.views(env)
            [row] = orders.browse(self.large.id).web_read(specification)
            self.assertEqual((len(row["job_ids"]), len(row["move_ids"])), (LINES, LINES))
            self.assertEqual(len(row["payer_line_ids"]), 2 * LINES)

        return {"list": read_list, "kanban": read_kanban, "form": read_form}[kind]

    def test_screens(self):
        taken = {}
        for size in SIZES:
            self._grow(size)
            for kind, bound in BOUNDS.items():
                taken[kind, size] = reading = measure(self.env, self._open(kind))
                assert_bound(f"{kind} among {size:,} orders, queries", reading.queries, bound)
        few, many = SIZES
        for kind, bound in GROWTH.items():
            cpu = {size: sum(filter(None, taken[kind, size][1:])) * 1000 for size in SIZES}
            print(f"  {kind}: {cpu[few]:.0f} ms of CPU among {few:,} orders, {cpu[many]:.0f} ms among {many:,}")
            assert_bound(f"{kind}, CPU among {many:,} orders by that among {few:,}", cpu[many] / cpu[few], bound)
