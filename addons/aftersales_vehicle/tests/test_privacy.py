from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .life_common import LifeCase


class TestPhones(LifeCase):
    """Who sees a customer's number, and who looked."""

    def accesses(self):
        return self.env["aftersales.privacy.access"].search([("partner_id", "=", self.zhang.id)])

    def test_roles_that_call_nobody_see_it_hidden_by_every_way(self):
        for role in ("technician", "parts_clerk", "cashier", "workshop_supervisor"):
            car = self.car.with_user(getattr(self, role))
            self.assertEqual(car.read(["owner_phone"])[0]["owner_phone"], "138****8000", role)
            self.assertFalse(car.may_show_phone)
            with self.assertRaisesRegex(AccessError, "does not see telephone numbers"):
                car.get_owner_phone()
            with self.assertRaisesRegex(UserError, "whole telephone number"):
                car.search([("owner_phone", "=like", "1380%")])
        for role in ("service_advisor", "manager", "cs_representative"):
            self.assertEqual(self.car.with_user(getattr(self, role)).owner_phone, "138 0013 8000", role)
        self.assertFalse(self.accesses())

    def test_where_the_store_wants_it_every_look_is_noted(self):
        self.env.company.phone_display = "ask"
        car = self.car.with_user(self.service_advisor)
        self.assertEqual(car.owner_phone, "138****8000")
        self.assertTrue(car.may_show_phone)
        self.assertEqual(car.action_show_owner_phone()["params"]["message"], "138 0013 8000")
        self.assertRecordValues(
            self.accesses(),
            [{"user_id": self.service_advisor.id, "kind": "shown", "field_names": "phone", "res_id": self.car.id}],
        )
        self.assertEqual(self.accesses().action_open_record()["res_id"], self.car.id)

    def test_a_role_the_store_lets_ask_sees_numbers_one_by_one(self):
        """The till reminds of a bill; it sees no number it has not asked for, in either way of showing them."""
        self.env.company.phone_asking_group_ids = self.env.ref("aftersales_base.group_cashier")
        contact = self.env["aftersales.vehicle.contact"].create(
            {"vehicle_id": self.car.id, "partner_id": self.zhang.id}
        )
        for display in ("role", "ask"):
            self.env.company.phone_display = display
            car, partner = self.car.with_user(self.cashier), self.zhang.with_user(self.cashier)
            self.assertEqual((car.owner_phone, car.may_show_phone), ("138****8000", True))
            self.assertEqual(partner.read(["phone", "may_show_phone"])[0]["phone"], "138****8000")
            self.assertTrue(partner.may_show_phone)
            with self.assertRaisesRegex(UserError, "whole telephone number"):
                car.search([("owner_phone", "=like", "1380%")])
        self.assertFalse(self.accesses())
        self.assertEqual(car.get_owner_phone(), "138 0013 8000")
        self.assertEqual(partner.action_show_phone()["params"]["message"], "138 0013 8000")
        self.assertEqual(len(self.accesses()), 2)
        self.assertEqual(self.accesses().user_id, self.cashier)
        self.assertEqual(contact.with_user(self.cs_representative).get_phone(), "138 0013 8000")
        technicians = self.zhang.with_user(self.technician)
        self.assertFalse(technicians.may_show_phone)
        with self.assertRaisesRegex(AccessError, "does not see telephone numbers"):
            technicians.action_show_phone()

    def test_an_export_is_noted_for_everybody_in_it(self):
        self.service_advisor.group_ids += self.env.ref("base.group_allow_export")
        self.car.driver_id = self.li
        rows = self.car.with_user(self.service_advisor).export_data(["plate", "owner_id/name", "owner_phone"])["datas"]
        self.assertEqual(rows, [["京A7K345", "张小明", "138 0013 8000"]])
        self.assertRecordValues(self.accesses(), [{"kind": "exported", "field_names": "owner_id/name, owner_phone"}])
        self.assertFalse(self.env["aftersales.privacy.access"].search([("partner_id", "=", self.li.id)]))
        (self.zhang | self.wang).with_user(self.service_advisor).export_data(["name", "phone"])
        noted = self.env["aftersales.privacy.access"].search([("res_model", "=", "res.partner")])
        self.assertEqual(noted.partner_id, self.zhang, "only people of cars")

    def test_an_export_without_people_is_not_noted(self):
        self.service_advisor.group_ids += self.env.ref("base.group_allow_export")
        self.car.with_user(self.service_advisor).export_data(["plate", "vin"])
        self.assertFalse(self.accesses())

    def test_a_large_export_is_noted_in_one_statement(self):
        people = self.env["res.partner"].create([{"name": f"P{number}"} for number in range(50)])
        log = self.env["aftersales.privacy.access"]
        with self.assertQueryCount(1):
            log._note(people, "exported", self.car, ["name"])
        self.assertEqual(log.search_count([("partner_id", "in", people.ids)]), 50)

    def test_the_log_is_read_by_the_manager_and_changed_by_nobody(self):
        self.env["aftersales.privacy.access"]._note(self.zhang, "shown", self.car, ["phone"])
        line = self.accesses()
        self.assertEqual(line.with_user(self.manager).read(["user_id"])[0]["user_id"][0], self.env.uid)
        for user in (self.manager, self.general_manager):
            for act in (lambda one: one.write({"kind": "exported"}), lambda one: one.unlink()):
                with self.assertRaises(AccessError):
                    act(line.with_user(user))
        with self.assertRaises(AccessError):
            line.with_user(self.service_advisor).read(["user_id"])


class TestConsent(LifeCase):
    """What a customer agreed to."""

    def give(self, **vals):
        return (
            self.env["aftersales.privacy.consent"]
            .with_user(self.service_advisor)
            .create(
                {
                    "partner_id": self.wang.id,
                    "purpose": "marketing",
                    "text_version": "1",
                    "given_date": "2025-01-01",
                    **vals,
                }
            )
        )

    def test_given_and_withdrawn_the_flag_follows(self):
        self.assertFalse(self.wang.may_send_marketing)
        consent = self.give()
        self.env.invalidate_all()
        self.assertTrue(self.wang.may_send_marketing)
        self.assertIn(self.wang, self.env["res.partner"].search([("may_send_marketing", "=", True)]))
        consent.action_withdraw()
        self.env.invalidate_all()
        self.assertFalse(self.wang.may_send_marketing)
        self.assertNotIn(self.wang, self.env["res.partner"].search([("may_send_marketing", "=", True)]))
        self.assertIn(self.wang, self.env["res.partner"].search([("may_send_marketing", "=", False)]))
        self.assertRecordValues(consent, [{"state": "withdrawn", "withdrawn_user_id": self.service_advisor.id}])

    def test_a_consent_is_given_to_one_store(self):
        self.give()
        other = self.env["res.company"].create({"name": "Other store"})
        self.assertFalse(self.wang.with_company(other).may_send_marketing)

    def test_twice_is_refused_until_it_is_withdrawn(self):
        self.give().action_withdraw()
        self.give()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation) as caught:
            self.give()
        self.assertIn("one_given", str(caught.exception))

    def test_what_was_given_stays_as_it_is(self):
        consent = self.give()
        with self.assertRaisesRegex(UserError, "Withdraw it and take down a new consent"):
            consent.purpose = "photo"
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            consent.state = "withdrawn"
        consent.action_withdraw()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            consent.withdrawal_note = "later"
        with self.assertRaises(AccessError):
            consent.unlink()

    def test_not_on_a_day_to_come(self):
        with self.assertRaisesRegex(UserError, "day to come"):
            self.give(given_date="2099-01-01")

    def test_flags_of_many_customers_take_one_query(self):
        people = self.env["res.partner"].create([{"name": f"P{number}"} for number in range(50)])
        self.env.flush_all()
        with self.assertQueryCount(1):
            people.mapped("may_send_service")

    def test_a_technician_reads_no_consents(self):
        with self.assertRaises(AccessError):
            self.give().with_user(self.technician).read(["purpose"])


class TestErasure(LifeCase):
    """A customer asks for erasure."""

    def request(self, user=None, **vals):
        return (
            self.env["aftersales.privacy.erasure"]
            .with_user(user or self.cs_representative)
            .create({"partner_id": self.zhang.id, "identity_note": "Identity card seen", **vals})
        )

    def test_what_may_go_goes_and_the_car_keeps_its_history(self):
        self.zhang.write({"email": "zhang@example.com", "street": "长安街 1", "comment": "likes tea"})
        self.env["res.partner.bank"].create({"acc_number": "6222 0000", "partner_id": self.zhang.id})
        address = self.env["res.partner"].create(
            {"name": "Home", "parent_id": self.zhang.id, "phone": "1", "type": "delivery"}
        )
        self.zhang.message_post(body="Called about the invoice")
        erasure = self.request()
        erasure.action_check()
        topics = {line.topic: line.decision for line in erasure.line_ids}
        self.assertEqual(topics["Name, phone, address, mail"], "erase")
        self.assertEqual(topics["Vehicles"], "keep")
        erasure.with_user(self.manager).action_erase()
        self.env.invalidate_all()
        self.assertEqual(erasure.state, "erased")
        name = f"Erased person {self.zhang.id}"
        self.assertRecordValues(
            self.zhang,
            [{"name": name, "phone": False, "email": False, "street": False, "active": False, "name_initials": False}],
        )
        self.assertFalse(self.zhang.comment)
        self.assertFalse(self.zhang.bank_ids)
        self.assertFalse(self.zhang.message_ids.filtered(lambda message: "invoice" in (message.body or "")))
        self.assertFalse(address.phone)
        self.assertEqual(self.car.owner_id, self.zhang)
        self.assertRecordValues(
            erasure, [{"decided_user_id": self.manager.id, "checked_user_id": self.cs_representative.id}]
        )
        self.assertNotIn("张", erasure.display_name)

    def test_a_second_person_decides(self):
        erasure = self.request(user=self.manager)
        erasure.action_check()
        with self.assertRaisesRegex(UserError, "Somebody else than"):
            erasure.action_erase()
        with self.assertRaisesRegex(AccessError, "does not allow this step"):
            erasure.with_user(self.cs_representative).action_erase()
        erasure.with_user(self.cs_manager).action_erase()
        self.assertEqual(erasure.state, "erased")

    def test_not_before_it_was_checked_who_asks(self):
        erasure = self.request(identity_note=False)
        with self.assertRaisesRegex(UserError, "asks in person"):
            erasure.action_check()
        erasure.identity_note = "Identity card seen"
        with self.assertRaisesRegex(UserError, "cannot become"):
            erasure.with_user(self.manager).action_erase()

    def test_an_employee_is_not_erased(self):
        new_test_user(self.env, "zhang", groups="base.group_user", partner_id=self.zhang.id)
        erasure = self.request()
        erasure.action_check()
        with self.assertRaisesRegex(UserError, "employee's user"):
            erasure.with_user(self.manager).action_erase()

    def test_a_rejection_has_its_reason(self):
        erasure = self.request()
        with self.assertRaisesRegex(UserError, "Tell the customer the reason"):
            erasure.with_user(self.manager).action_reject()
        erasure.decision_note = "Dispute is pending"
        erasure.with_user(self.manager).action_reject()
        with self.assertRaisesRegex(UserError, "stays as it is"):
            erasure.decision_note = "Something else"

    def test_the_portal_closes_and_consents_end(self):
        user = new_test_user(self.env, "zhang_portal", groups="base.group_portal", partner_id=self.zhang.id)
        consent = self.env["aftersales.privacy.consent"].create(
            {"partner_id": self.zhang.id, "purpose": "service", "text_version": "1"}
        )
        erasure = self.request()
        erasure.action_check()
        erasure.with_user(self.manager).action_erase()
        self.assertFalse(user.active)
        self.assertEqual(consent.state, "withdrawn")

    def test_the_name_behind_evidence_goes_when_its_time_is_over(self):
        erasure = self.request().sudo()
        erasure.write({"state": "erased", "kept_name": "张小明", "kept_until": "2020-01-01"})
        with self.assertRaises(AccessError):
            erasure.with_user(self.cs_representative).read(["kept_name"])
        self.env["aftersales.privacy.erasure"]._cron_forget()
        self.assertFalse(erasure.kept_name)

    def test_the_answer_has_its_day(self):
        self.assertEqual(self.request(requested_date="2025-01-01").deadline, date(2025, 1, 16))
        with self.assertRaisesRegex(UserError, "day to come"):
            self.request(requested_date="2099-01-01")


class TestPortal(LifeCase):
    """A customer sees the cars owned now, and of them what is on the papers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zhang_user = new_test_user(cls.env, "zhang_p", groups="base.group_portal", partner_id=cls.zhang.id)
        cls.wang_user = new_test_user(cls.env, "wang_p", groups="base.group_portal", partner_id=cls.wang.id)

    def cars_of(self, user):
        return self.env["aftersales.vehicle"].with_user(user).search([])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_car_goes_with_its_owner(self):
        self.assertEqual(self.cars_of(self.zhang_user), self.car)
        self.assertFalse(self.cars_of(self.wang_user))
        self.transfer().action_finish()
        self.assertEqual(self.cars_of(self.wang_user), self.car)
        self.assertFalse(self.cars_of(self.zhang_user))
        with self.assertRaises(AccessError):
            self.car.with_user(self.zhang_user).read(["plate"])

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.orm.models", "odoo.models")
    def test_what_the_store_notes_is_not_given_out(self):
        self.car.note = "<p>Difficult customer</p>"
        car = self.car.with_user(self.zhang_user)
        self.assertEqual(car.read(["plate", "vin", "display_name"])[0]["plate"], "京A7K345")
        for name in ("note", "driver_id", "payer_id", "owner_history_ids", "transfer_ids", "message_ids"):
            with self.assertRaises(AccessError):
                car.read([name])
        with self.assertRaises(AccessError):
            car.write({"colour": "red"})

    def test_the_new_owner_reads_the_technical_history_without_people(self):
        self.read_readings(self.car, ("2024-01-01", 10000))
        self.transfer().action_finish()
        history = self.car.with_user(self.wang_user)._get_portal_history()
        self.assertIn("10,000 km", [entry["title"] for entry in history])
        self.assertNotIn("张", str(history))

    def test_other_ways_to_a_cars_people_are_closed(self):
        car = self.car.with_user(self.zhang_user)
        for call in (car.get_timeline, car.get_quick_card, car.get_owner_phone):
            with self.assertRaises(AccessError):
                call()
        self.assertEqual(self.env["aftersales.vehicle"].with_user(self.wang_user).name_search("zxm"), [])


@tagged("post_install", "-at_install")
class TestPortalPages(HttpCase):
    """The pages of a customer's cars."""

    def test_a_customer_reads_the_own_cars_and_no_others(self):
        user = new_test_user(self.env, "vehicle_portal", groups="base.group_portal")
        own, other = self.env["aftersales.vehicle"].create(
            [{"plate": "京A7K345", "owner_id": user.partner_id.id, "invoice_date": "2024-02-03"}, {"plate": "沪B67890"}]
        )
        self.authenticate("vehicle_portal", "vehicle_portal")
        page = self.url_open("/my/vehicles").text
        self.assertIn("京A7K345", page)
        self.assertNotIn("沪B67890", page)
        page = self.url_open(f"/my/vehicles/{own.id}").text
        self.assertIn("2024-02-03", page)
        self.assertTrue(self.url_open(f"/my/vehicles/{other.id}").url.endswith("/my/vehicles"))
        self.assertIn("/my/vehicles", self.url_open("/my/home").text)
