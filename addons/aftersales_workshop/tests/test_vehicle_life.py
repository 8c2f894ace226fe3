from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestVehicleLife(WorkshopCase):
    """Visits in the car's time line and quick card; orders that stand against a merge or an erasure."""

    def entries(self, user, kinds=("repair",)):
        return self.car.with_user(user).get_timeline(kinds=list(kinds))["entries"]

    def card(self):
        sections = {part["key"]: part["rows"] for part in self.car.with_user(self.advisor).get_quick_card()["sections"]}
        return {row["label"]: row["value"] for row in sections.get("visits", [])}

    def settled(self):
        order = self.receive(concern="Brakes squeal")
        self.add_job(order)
        self.go_through(order)
        return order

    def test_a_visit_stands_in_the_time_line_with_its_work(self):
        order = self.settled()
        visit = next(entry for entry in self.entries(self.technician) if order.job_ids[0].name in entry["text"])
        self.assertIn(order.name, visit["title"])
        self.assertEqual((visit["detail"], visit["model"], visit["id"]), ("Brakes squeal", "repair.order", order.id))

    def test_amounts_are_for_those_who_deal_with_money(self):
        self.settled()
        details = {
            user: [entry["detail"] for entry in self.entries(user) if entry["icon"] == "fa-money"]
            for user in (self.advisor, self.technician)
        }
        self.assertEqual(len(details[self.advisor]), 1)
        self.assertTrue(details[self.advisor][0])
        self.assertEqual(details[self.technician], [""])

    def test_the_card_shows_open_orders_and_the_last_visit(self):
        self.assertEqual(self.card(), {})
        done = self.settled()
        self.assertIn(done.name, self.card()["Last Visit"])
        order = self.receive()
        self.assertIn(order.name, self.card()["Open Order"])

    def transfer(self):
        return (
            self.env["aftersales.vehicle.transfer"]
            .with_user(self.advisor)
            .create(
                {
                    "vehicle_id": self.car.id,
                    "new_owner_id": self.env["res.partner"].create({"name": "Next Owner"}).id,
                    "has_registration_certificate": True,
                    "has_identity": True,
                }
            )
        )

    def test_a_transfer_names_open_orders_which_keep_their_customer(self):
        self.settled()
        self.assertFalse(self.transfer().open_work)
        order = self.receive()
        customer, transfer = order.partner_id, self.transfer()
        self.assertEqual(transfer.open_work, f"{order.name} · {dict(order._fields['state'].selection)[order.state]}")
        transfer.action_finish()
        self.assertEqual(self.car.owner_id.name, "Next Owner")
        self.assertEqual(order.partner_id, customer)
        self.assertFalse(transfer.open_work)
        self.assertIn(
            f"Under way on the car at its transfer: {order.name} ·", "".join(transfer.message_ids.mapped("body"))
        )

    def test_open_orders_of_many_cars_take_one_query(self):
        cars = self.car | self.env["aftersales.vehicle"].create([{"plate": f"京B0{n:04}"} for n in range(50)])
        self.receive()
        self.env.flush_all()
        counts = []
        for some in (self.car, cars):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.assertEqual(list(some._find_open_work()), self.car.ids)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    def test_a_past_of_many_visits_takes_no_more_queries(self):
        self.receive()
        counts = []
        for _round in range(2):
            self.entries(self.advisor)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.entries(self.advisor)
            counts.append(self.env.cr.sql_log_count - before)
            for _order in range(6):
                self.add_job(self.receive())
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_a_merge_takes_finished_orders_along_and_gives_them_back(self):
        order = self.settled()
        twin = self.env["aftersales.vehicle"].create({"plate": "京Z99999", "owner_id": self.car.owner_id.id})
        customer, amount = order.partner_id, order.amount_total
        merge = (
            self.env["aftersales.vehicle.merge"]
            .with_user(self.manager)
            ._merge(twin.with_user(self.manager), self.car.with_user(self.manager), {})
        )
        self.env.invalidate_all()
        self.assertEqual((order.vehicle_id, order.partner_id, order.amount_total), (twin, customer, amount))
        merge.action_undo()
        self.env.invalidate_all()
        self.assertEqual((order.vehicle_id, order.partner_id), (self.car, customer))

    def test_open_orders_of_two_stores_stand_against_a_merge(self):
        other = self.env["res.company"].create({"name": "Other store"})
        self.env.user.company_ids |= other
        twin = self.env["aftersales.vehicle"].create({"plate": "京Z99999"})
        order = self.receive()
        theirs = self.env["repair.order"].with_context(allowed_company_ids=other.ids).with_company(other)
        theirs = theirs.create({"vehicle_id": twin.id, "company_id": other.id})
        merges = self.env["aftersales.vehicle.merge"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, f"different stores.*({theirs.name}.*{order.name}|{order.name}.*Other)"):
            merges._merge(self.car.with_user(self.manager), twin.with_user(self.manager), {})
        self.assertTrue(twin.active)

    def test_an_open_order_stands_against_an_erasure_and_a_finished_one_is_kept(self):
        customer = self.car.owner_id
        decider = self.env["res.users"].create(
            {
                "name": "Decider",
                "login": "decider",
                "group_ids": [Command.set(self.env.ref("aftersales_base.group_cs_manager").ids)],
                "company_ids": [Command.set(self.company.ids)],
                "company_id": self.company.id,
            }
        )
        order = self.settled()
        under_way = self.receive()
        erasure = self.env["aftersales.privacy.erasure"].create(
            {"partner_id": customer.id, "identity_note": "Card seen", "company_id": self.company.id}
        )
        erasure.action_check()
        lines = {line.topic: line for line in erasure.line_ids}
        self.assertEqual(lines["Open repair orders"].decision, "block")
        self.assertEqual(lines["Finished repair orders"].keep_until.year, order.finished_datetime.year + 6)
        with self.assertRaisesRegex(UserError, f"cannot be erased yet: .*{under_way.name}"):
            erasure.with_user(decider).action_erase()
        self.assertNotIn("Erased", customer.name)
        decided = [("id", "=", erasure.id), ("state", "=", "checked"), ("is_blocked", "=", False)]
        requests = erasure.with_user(decider)
        self.assertIn(f"{under_way.name}: still open. Finish or cancel first.", requests.waits_for)
        self.assertFalse(requests.search(decided), "nobody can decide it yet")
        under_way.action_repair_cancel()
        self.env.invalidate_all()
        self.assertNotIn(under_way.name, requests.waits_for)
