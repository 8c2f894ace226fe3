from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from .life_common import LifeCase

HIDDEN = "138****8000"


class TestContactPhones(LifeCase):
    """The number of a car's contact is shown as the owner's is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.env["aftersales.vehicle.contact"].create(
            {"vehicle_id": cls.car.id, "partner_id": cls.wang.id}
        )

    def accesses(self):
        return self.env["aftersales.privacy.access"].search([("partner_id", "=", self.wang.id)])

    def test_whole_for_who_calls(self):
        contact = self.contact.with_user(self.service_advisor)
        self.assertEqual(contact.read(["phone_shown", "phone"])[0]["phone_shown"], "137 0000 1111")
        self.assertFalse(contact.may_show_phone)

    @mute_logger("odoo.orm.models", "odoo.models")
    def test_where_numbers_are_shown_one_by_one_no_way_leads_around(self):
        self.env.company.phone_display = "ask"
        self.service_advisor.group_ids += self.env.ref("base.group_allow_export")
        contact = self.contact.with_user(self.service_advisor)
        self.assertEqual(contact.phone_shown, "137****1111")
        contacts = contact.browse()
        for way in (
            lambda: contact.read(["phone"]),
            lambda: contacts.search([("phone", "=like", "137%")]),
            lambda: contacts.search([("id", "=", contact.id)], order="phone"),
            lambda: contacts.formatted_read_group([], ["phone"]),
            lambda: contact.export_data(["phone"]),
            lambda: self.car.with_user(self.service_advisor).search([("contact_ids.phone", "=like", "137%")]),
        ):
            with self.assertRaises(AccessError):
                way()
        self.assertEqual(contact.export_data(["phone_shown"])["datas"], [["137****1111"]])

    def test_a_look_is_noted(self):
        self.env.company.phone_display = "ask"
        contact = self.contact.with_user(self.service_advisor)
        self.assertTrue(contact.may_show_phone)
        self.assertEqual(contact.action_show_phone()["params"]["message"], "137 0000 1111")
        self.assertRecordValues(
            self.accesses(), [{"user_id": self.service_advisor.id, "kind": "shown", "res_model": contact._name}]
        )

    def test_an_export_of_contacts_is_noted_from_wherever_it_comes(self):
        self.service_advisor.group_ids += self.env.ref("base.group_allow_export")
        self.contact.with_user(self.service_advisor).export_data(["role"])
        self.assertFalse(self.accesses())
        self.contact.with_user(self.service_advisor).export_data(["role", "phone_shown"])
        self.car.with_user(self.service_advisor).export_data(["plate", "contact_ids/partner_id/phone"])
        self.car.with_user(self.service_advisor).export_data(["plate", "contact_ids/phone"])
        self.assertEqual(self.accesses().mapped("kind"), ["exported"] * 3)

    def test_a_hidden_number_is_replaced_but_never_written_back(self):
        self.env.company.phone_display = "ask"
        contact = self.contact.with_user(self.service_advisor)
        contact.phone_shown = "137****1111"
        self.assertEqual(self.contact.phone, "13700001111", "what was shown is no change")
        with self.assertRaisesRegex(UserError, "Enter the whole number of 王芳"):
            contact.phone_shown = "137****2222"
        contact.phone_shown = "139 1111 2222"
        self.assertEqual(self.contact.phone, "139 1111 2222")
        new = contact.create({"vehicle_id": self.car.id, "partner_id": self.zhang.id, "phone_shown": HIDDEN})
        self.assertEqual(new.sudo().phone, "138 0013 8000")


class TestPartnerPhones(LifeCase):
    """The page of a car's owner gives no more away than the car does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.supplier = cls.env["res.partner"].create({"name": "Bolt Works", "phone": "021 6000 1000"})
        cls.cars_people = cls.zhang | cls.supplier
        cls.restricted = (cls.technician, cls.parts_clerk, cls.workshop_supervisor)

    def phones(self, user, partners=None):
        partners = (partners or self.cars_people).with_user(user)
        return [row["phone"] for row in partners.read(["phone"])]

    def test_hidden_in_every_form_values_leave_in(self):
        portal = new_test_user(self.env, "zhang_phone", groups="base.group_portal", partner_id=self.zhang.id)
        for user in self.restricted:
            partners = self.env["res.partner"].with_user(user)
            found = partners.search_read([("id", "in", self.cars_people.ids)], ["phone"], order="id")
            self.assertEqual([row["phone"] for row in found], [HIDDEN, "021 6000 1000"], user.login)
            self.assertEqual(partners.browse(self.zhang.id).web_read({"phone": {}})[0]["phone"], HIDDEN)
            seen = self.car.with_user(user).web_read({"owner_id": {"fields": {"phone": {}}}})
            self.assertEqual(seen[0]["owner_id"]["phone"], HIDDEN)
            users = self.env["res.users"].with_user(user)
            self.assertEqual(users.browse(portal.id).read(["phone"])[0]["phone"], HIDDEN)
            self.assertFalse(users.search([("id", "=", portal.id), ("phone", "=", "138 0013 8000")]))

    def test_what_a_form_is_told_is_hidden_until_it_is_typed(self):
        self.parts_clerk.group_ids += self.env.ref("base.group_partner_manager")
        partner = self.zhang.with_user(self.parts_clerk)
        self.assertNotIn("0013", str(partner.onchange({}, [], {"phone": {}})))
        self.assertNotIn(
            "0013", str(partner.onchange({"phone": "1"}, ["phone"], {"phone": {}, "owned_vehicle_ids": {}}))
        )
        typed = partner.onchange({"phone": "13911112222"}, ["phone"], {"phone": {}, "name": {}})
        self.assertNotIn("****", str(typed), "a number just typed is not hidden from who typed it")

    def test_whole_for_who_calls_and_for_the_hosts_own_work(self):
        outside = new_test_user(self.env, "phone_plain", groups="base.group_user")
        for user in (self.service_advisor, self.manager, self.cs_representative, outside, self.env.user):
            self.assertEqual(self.phones(user), ["138 0013 8000", "021 6000 1000"], user.login)

    def test_everybody_a_car_knows_is_hidden(self):
        driver, payer, contact, before = self.env["res.partner"].create(
            [{"name": f"P{number}", "phone": f"1380013900{number}"} for number in range(4)]
        )
        self.assertEqual(self.phones(self.technician, driver), ["13800139000"])
        car = self.make_vehicle(owner_id=before.id, driver_id=driver.id, payer_id=payer.id)
        self.env["aftersales.vehicle.contact"].create({"vehicle_id": car.id, "partner_id": contact.id})
        car.owner_id = self.wang
        self.assertEqual(
            self.phones(self.technician, driver | payer | contact | before),
            [f"138****900{number}" for number in range(4)],
        )

    def test_no_search_asks_for_the_hidden_digits(self):
        partners = self.env["res.partner"].with_user(self.technician)
        ours = [("id", "in", self.cars_people.ids)]
        for operator, right, wrong in [
            ("=", "138 0013 8000", "1"),
            ("=like", "138%", "139%"),
            ("ilike", "0013", "0014"),
            ("in", ["138 0013 8000"], ["1"]),
            ("not ilike", "0013", "0014"),
            ("not in", ["138 0013 8000"], ["1"]),
            ("!=", "138 0013 8000", "1"),
        ]:
            answers = [self.zhang in partners.search([*ours, ("phone", operator, value)]) for value in (right, wrong)]
            self.assertEqual(answers[0], answers[1], f"{operator} tells a right guess from a wrong one")
        self.assertEqual(partners.search([*ours, ("phone", "ilike", "6000")]), self.supplier)
        groups = partners.formatted_read_group(ours, ["phone"], ["__count"])
        self.assertEqual({group["phone"] for group in groups}, {False, "021 6000 1000"})
        cars = self.env["aftersales.vehicle"].with_user(self.technician)
        self.assertFalse(cars.search([("owner_id.phone", "=like", "138%")]))
        low = self.env["res.partner"].create({"name": "Low", "phone": "138 0013 7999"})
        high = low.copy({"phone": "138 0013 8001"})
        sorted_ids = partners.search([("id", "in", (low | high | self.zhang).ids)], order="phone").ids
        self.assertNotEqual(sorted_ids, [low.id, self.zhang.id, high.id])

    def test_the_search_box_of_cars_takes_whole_numbers_only(self):
        for user, text, found in [
            (self.technician, "13800138000", True),
            (self.technician, "0138000", False),
            (self.service_advisor, "0138000", True),
        ]:
            cars = self.env["aftersales.vehicle"].with_user(user).name_search(text)
            self.assertEqual(bool(cars), found, (user.login, text))

    def test_programs_go_on_with_the_whole_number(self):
        partner = self.zhang.with_user(self.technician)
        self.env.invalidate_all()
        self.assertEqual(partner.sudo().phone, "138 0013 8000")
        self.env.invalidate_all()
        self.assertEqual(partner.phone, "138 0013 8000")
        self.assertEqual(partner._get_shown_phone(), HIDDEN)
        self.assertEqual(partner.sudo().search([("phone", "=", "138 0013 8000"), ("id", "=", partner.id)]), partner)

    def test_exports_and_logs_are_hidden_too(self):
        self.technician.group_ids += self.env.ref("base.group_allow_export")
        rows = self.cars_people.with_user(self.technician).export_data(["name", "phone"])["datas"]
        self.assertEqual(rows, [["张小明", HIDDEN], ["Bolt Works", "021 6000 1000"]])
        rows = self.car.with_user(self.technician).export_data(["plate", "owner_id/phone"])["datas"]
        self.assertEqual(rows, [["京A7K345", HIDDEN]])
        self.env.cr.precommit.run()
        self.zhang.with_context(tracking_disable=False).phone = "138 0013 8001"
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = self.zhang.message_ids.sudo().tracking_value_ids
        self.assertTrue(values)
        self.assertFalse(self.zhang.with_user(self.technician)._track_filter_for_display(values))
        self.assertEqual(self.zhang.with_user(self.manager)._track_filter_for_display(values), values)

    def test_a_visiting_card_goes_out_without_the_number(self):
        self.assertIn(b"13800138000", self.zhang.with_user(self.service_advisor)._get_vcard_file().replace(b" ", b""))
        card = self.zhang.with_user(self.technician)._get_vcard_file()
        self.assertIn("张小明", card.decode())
        self.assertNotIn(b"TEL", card)

    def test_a_hidden_number_is_never_written_back(self):
        self.parts_clerk.group_ids += self.env.ref("base.group_partner_manager")
        partner = self.zhang.with_user(self.parts_clerk)
        partner.write({"phone": HIDDEN, "city": "北京"})
        self.assertRecordValues(self.zhang, [{"phone": "138 0013 8000", "city": "北京"}])
        with self.assertRaisesRegex(UserError, "is no whole telephone number"):
            partner.write({"phone": "138****8001"})
        with self.assertRaisesRegex(UserError, "is no whole telephone number"):
            partner.create({"name": "New", "phone": HIDDEN})
        self.assertFalse(partner.copy().sudo().phone, "a copy is nobody of a car")

    def test_where_numbers_are_shown_one_by_one_a_look_is_noted(self):
        self.env.company.phone_display = "ask"
        partner = self.zhang.with_user(self.service_advisor)
        self.assertEqual(self.phones(self.service_advisor), [HIDDEN, "021 6000 1000"])
        self.assertTrue(partner.may_show_phone)
        self.assertEqual(partner.action_show_phone()["params"]["message"], "138 0013 8000")
        self.assertRecordValues(
            self.env["aftersales.privacy.access"].search([("partner_id", "=", self.zhang.id)]),
            [{"user_id": self.service_advisor.id, "kind": "shown", "field_names": "phone"}],
        )
        with self.assertRaisesRegex(AccessError, "does not see telephone numbers"):
            self.zhang.with_user(self.technician).action_show_phone()

    def test_nobody_outside_takes_a_query_more_and_a_long_list_one(self):
        people = self.env["res.partner"].create([{"name": f"P{number}", "phone": f"{number}"} for number in range(50)])
        outside = new_test_user(self.env, "phone_outside", groups="base.group_user")

        def count(user, partners):
            partners.with_user(user).read(["phone"])
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.with_user(user).read(["phone"])
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(self.service_advisor, people), count(outside, people))
        many = count(self.technician, people)
        self.assertEqual(many, count(self.technician, people[0]), "the same for one and for fifty")
        self.assertLessEqual(many, count(outside, people) + 2, "whose numbers, and who asks")


class TestPortalWalls(LifeCase):
    """A car's owner of today gets to know nobody it belonged to, and nothing that was said to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zhang_user = new_test_user(cls.env, "zhang_wall", groups="base.group_portal", partner_id=cls.zhang.id)
        cls.wang_user = new_test_user(cls.env, "wang_wall", groups="base.group_portal", partner_id=cls.wang.id)

    def test_no_kind_of_the_time_line_is_for_customers(self):
        self.transfer().action_finish()
        car = self.car.with_user(self.wang_user)
        self.assertTrue(car.plate, "the own car is read")
        for kinds in (["owner"], ["note"], ["mileage"], ["consent"], None):
            with self.assertRaisesRegex(AccessError, "for the store's staff"):
                car.get_timeline(kinds=kinds)
        with self.assertRaisesRegex(AccessError, "for the store's staff"):
            car.get_quick_card()

    def test_what_was_said_to_the_owner_before_stays_with_that_person(self):
        comment = self.env.ref("mail.mt_comment")
        said = self.car.message_post(
            body="Dear Mr Zhang, call me", message_type="comment", subtype_id=comment.id, partner_ids=self.zhang.ids
        )
        file = self.env["ir.attachment"].create(
            {"name": "identity.png", "res_model": self.car._name, "res_id": self.car.id, "raw": b"x"}
        )
        self.transfer().action_finish()
        messages = self.env["mail.message"]
        domain = [("model", "=", self.car._name), ("res_id", "=", self.car.id)]
        self.assertFalse(messages.with_user(self.wang_user).search(domain))
        with self.assertRaises(AccessError):
            said.with_user(self.wang_user).read(["body"])
        self.assertEqual(
            messages.with_user(self.zhang_user).search(domain), said, "who was written to keeps the letter"
        )
        self.assertIn(said, messages.with_user(self.technician).search(domain), "staff reads on")
        self.assertFalse(
            self.env["ir.attachment"].with_user(self.wang_user).search([("id", "=", file.id)]), "nor what was filed"
        )
