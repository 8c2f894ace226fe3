from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .planning_common import PlanningCase


@tagged("post_install", "-at_install")
class TestPartPlanning(PlanningCase):
    """Classes, what is kept, levels."""

    def test_class_average_and_levels(self):
        self.issued_monthly(self.filter, [10] * 12)
        self.issued_monthly(self.pads, [20] * 12)
        self.plan()
        pads, filters = self.planning_of(self.pads), self.planning_of(self.filter)
        self.assertEqual([pads.part_class, filters.part_class], ["AX", "CX"])
        self.assertEqual(pads.demand_value, 240 * 200)
        self.assertEqual((filters.demand_quantity, filters.window_days), (120, 380))
        self.assertAlmostEqual(filters.daily_demand, 120 / 380, 4)
        self.assertTrue(filters.is_kept)
        self.assertEqual((filters.lead_days, filters.safety_days, filters.cycle_days), (5, 7, 7))
        self.assertAlmostEqual(filters.reorder_point, 120 / 380 * 12, 2)
        self.assertAlmostEqual(filters.maximum_qty, 120 / 380 * 19, 2)
        self.assertEqual(filters.supplier_id, self.supplier)

    def test_part_asked_for_seldom_is_planned_by_croston(self):
        self.issued_monthly(self.filter, [4, 0, 0, 0, 0, 8, 0, 0, 0, 2, 0, 0])
        self.plan()
        planning = self.planning_of(self.filter)
        self.assertTrue(planning.is_intermittent)
        size, interval = 4, 1
        for quantity, gap in ((8, 5), (2, 4)):
            size, interval = size + 0.1 * (quantity - size), interval + 0.1 * (gap - interval)
        self.assertAlmostEqual(planning.daily_demand, size / interval / (365.25 / 12), 4)
        self.assertEqual(planning.xyz_class, "z")

    def test_phase_in_and_out(self):
        self.issued_monthly(self.filter, [1, 1])
        self.plan()
        self.assertFalse(self.planning_of(self.filter).is_kept)
        self.issued(self.filter, date(2026, 6, 2), 1)
        self.plan()
        self.assertTrue(self.planning_of(self.filter).is_kept)
        with freeze_time("2026-12-15"):
            self.plan()
            self.assertTrue(self.planning_of(self.filter).is_kept, "asked for in the last nine months")
        with freeze_time("2027-04-15"):
            self.plan()
            self.assertFalse(self.planning_of(self.filter).is_kept)

    def test_planner_decides_against_the_rule_with_a_reason(self):
        self.issued(self.filter, date(2026, 5, 3), 1)
        self.plan()
        planning = self.planning_of(self.filter).with_user(self.planner)
        with self.assertRaisesRegex(ValidationError, "goes against the rule. Say why"):
            planning.stocking_override = "always"
        planning.write({"stocking_override": "always", "override_reason": "Recall to come", "minimum_qty": 3})
        self.plan()
        self.assertTrue(planning.is_kept)
        self.assertEqual((planning.reorder_point, planning.maximum_qty), (3, 3))
        with self.assertRaisesRegex(UserError, "kept by the system"):
            planning.reorder_point = 99
        with self.assertRaises(AccessError):
            planning.with_user(self.clerk).note = "mine"

    def test_two_warehouses_and_two_stores_are_planned_apart(self):
        second = self.env["stock.warehouse"].create({"name": "Body shop", "code": "BS"})
        store = self.env["res.company"].create({"name": "Second store"})
        other = self.env["stock.warehouse"].search([("company_id", "=", store.id)], limit=1)
        self.issued_monthly(self.filter, [1, 1, 1])
        self.issued_monthly(self.filter, [2, 2, 2], warehouse=second)
        self.issued_monthly(self.filter, [3, 3, 3], warehouse=other)
        self.plan()
        self.plan(store)
        found = [self.planning_of(self.filter, each).demand_quantity for each in (self.warehouse, second, other)]
        self.assertEqual(found, [3, 6, 9])
        seen = (
            self.env["aftersales.part.planning"].with_user(self.planner).search([("product_id", "=", self.filter.id)])
        )
        self.assertEqual(seen.company_id, self.company)

    def test_run_that_was_stopped_goes_on_where_it_was(self):
        for part in (self.filter, self.pads):
            self.issued_monthly(part, [1, 1, 1])
        run = self.env["aftersales.part.planning.run"]._get_runs(self.company)
        self.patch(
            __import__("odoo.addons.aftersales_parts.models.aftersales_part_planning_run", fromlist=["x"]),
            "PLAN_SLICE",
            1,
        )
        plannings = self.env["aftersales.part.planning"]
        while not plannings.search([]):
            self.assertTrue(run._take_step())
        self.assertEqual(len(plannings.search([])), 1)
        self.assertEqual(run.last_part, min(self.filter.id, self.pads.id))
        while run._take_step():
            pass
        self.assertEqual(len(plannings.search([])), 2)
        self.assertFalse(run._take_step(), "done for today")

    @mute_logger("odoo.addons.aftersales_parts.models.aftersales_part_planning_run")
    def test_store_that_cannot_be_planned_holds_up_no_other(self):
        runs = self.env["aftersales.part.planning.run"]
        other = self.env["res.company"].create({"name": "Second Store"})
        levels = type(runs)._do_levels
        stores = [run.company_id for run in runs._get_runs(self.company | other).sorted("company_id")]

        def fail_in_the_first(run):
            if run.company_id == stores[0]:
                raise ValueError("A part nobody can plan")
            return levels(run)

        self.patch(type(runs), "_do_levels", fail_in_the_first)
        with self.enter_registry_test_mode():
            self.env.ref("aftersales_parts.ir_cron_plan_parts").method_direct_trigger()
        stages = [runs._get_runs(store).stage for store in stores]
        self.assertEqual(stages, ["levels", "done"])

    def test_levels_go_into_the_host_s_reordering_rules(self):
        self.issued_monthly(self.filter, [10] * 12)
        self.plan()
        planning = self.planning_of(self.filter).with_user(self.planner)
        planning.action_write_reordering_rules()
        planning.action_write_reordering_rules()
        rule = self.env["stock.warehouse.orderpoint"].search([("product_id", "=", self.filter.id)])
        self.assertRecordValues(
            rule,
            [
                {
                    "product_min_qty": planning.reorder_point,
                    "product_max_qty": planning.maximum_qty,
                    "trigger": "manual",
                }
            ],
        )

    def test_settings_that_contradict_are_refused(self):
        with self.assertRaisesRegex(ValidationError, "do not follow each other"):
            self.company.part_abc_a = 99
        with self.assertRaisesRegex(ValidationError, "Months to Phase Out of .* cannot be 0"):
            self.company.part_phase_out_months = 0
