from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user

from .life_common import LifeCase


class TestErasureRequests(LifeCase):
    """A request is about a person, and says what it waits for."""

    def request(self, partner, **vals):
        return (
            self.env["aftersales.privacy.erasure"]
            .with_user(self.cs_representative)
            .create({"partner_id": partner.id, "identity_note": "Identity card seen", **vals})
        )

    def employ(self, partner):
        """The person becomes an employee's user, whose data are not erased."""
        return new_test_user(
            self.env, f"employee_{partner.id}", name=partner.name, groups="base.group_user", partner_id=partner.id
        )

    def test_a_firm_is_refused_when_it_is_written_down(self):
        firm = self.env["res.partner"].create({"name": "宏达汽车修理厂", "is_company": True})
        refusal = "宏达汽车修理厂 is a firm: personal data are those of a person"
        with self.assertRaisesRegex(ValidationError, refusal), self.env.cr.savepoint():
            self.request(firm)
        boss = self.env["res.partner"].create({"name": "Boss", "parent_id": firm.id})
        erasure = self.request(boss)
        boss.is_company = True
        with self.assertRaisesRegex(UserError, "Boss is a firm"):
            erasure.action_check()

    def test_a_second_request_of_the_same_person_is_refused_while_one_is_open(self):
        first = self.request(self.zhang, requested_date="2026-03-02")
        address = self.env["res.partner"].create({"name": "Office", "parent_id": self.zhang.id})
        first.action_check()
        store = self.env["res.company"].create({"name": "North"})
        refusal = f"张小明 has asked already: “Erasure 2026-03-02” of {first.company_id.name} is open .answer by"
        for partner, vals in ((self.zhang, {}), (address, {}), (self.zhang, {"company_id": store.id})):
            self.cs_representative.company_ids += store
            with self.assertRaisesRegex(ValidationError, refusal), self.env.cr.savepoint():
                self.request(partner, **vals)
        other = self.request(self.wang)
        with self.assertRaisesRegex(ValidationError, refusal), self.env.cr.savepoint():
            other.partner_id = self.zhang
        first.with_user(self.cs_manager).write({"decision_note": "Is somebody else"})
        first.with_user(self.cs_manager).action_reject()
        self.request(address)
        with self.assertRaisesRegex(ValidationError, "has asked already"), self.env.cr.savepoint():
            self.request(self.zhang)

    def test_a_request_says_what_it_waits_for_until_it_has_ended(self):
        free, stuck = self.request(self.wang), self.request(self.zhang)
        user = self.employ(self.zhang)
        (free | stuck).action_check()
        self.assertEqual((free.waits_for, free.is_blocked), ("", False))
        self.assertTrue(stuck.is_blocked)
        self.assertIn("employee's user: ask the administrator", stuck.waits_for)
        requests = self.env["aftersales.privacy.erasure"].with_user(self.cs_manager)
        ours = [("id", "in", (free | stuck).ids)]
        self.assertEqual(requests.search([*ours, ("state", "=", "checked"), ("is_blocked", "=", False)]), free)
        self.assertEqual(requests.search([*ours, ("is_blocked", "=", True)]), stuck)
        with self.assertRaisesRegex(UserError, "张小明 cannot be erased yet: Is an employee's user"):
            stuck.with_user(self.cs_manager).action_erase()
        user.sudo().active = False
        user.sudo().group_ids = [(5,)]
        self.env.invalidate_all()
        self.assertFalse(stuck.is_blocked)
        stuck.with_user(self.cs_manager).action_erase()
        self.assertEqual((stuck.state, stuck.is_blocked), ("erased", False))

    def test_what_hangs_on_an_address_of_the_person_counts_too(self):
        address = self.env["res.partner"].create({"name": "Office", "parent_id": self.zhang.id})
        self.employ(address)
        erasure = self.request(self.zhang)
        self.assertTrue(erasure.is_blocked)

    def test_many_requests_take_no_query_each(self):
        people = self.env["res.partner"].create([{"name": f"Person {number}"} for number in range(51)])
        erasures = self.env["aftersales.privacy.erasure"].browse()
        for person in people:
            erasures |= self.request(person)
        self.env.flush_all()

        def queries(requests):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            requests.mapped("waits_for")
            return self.cr.sql_log_count - before

        queries(erasures[:1])
        self.assertLessEqual(queries(erasures[1:]), queries(erasures[:1]) + 2)
