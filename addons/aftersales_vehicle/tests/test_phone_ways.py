from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user

from .life_common import LifeCase

HIDDEN = "138****8000"


class TestPhoneWays(LifeCase):
    """Where the host's own screens, prints and messages would tell a hidden number."""

    def accesses(self):
        return self.env["aftersales.privacy.access"].search([("partner_id", "=", self.zhang.id)])

    def compose(self, user, record):
        if "sms.composer" not in self.env:
            self.skipTest("the host's short messages are not installed")
        composers = self.env["sms.composer"].with_user(user)
        values = {"res_model": record._name, "res_id": record.id, "composition_mode": "comment", "body": "Ready"}
        return composers.create(values).read(["recipient_single_number_itf", "recipient_single_number"])[0]

    def test_a_short_message_tells_no_hidden_number(self):
        contact = self.env["aftersales.vehicle.contact"].create(
            {"vehicle_id": self.car.id, "partner_id": self.zhang.id}
        )
        self.assertNotIn("0013", str(self.compose(self.technician, self.car)))
        for record in (self.zhang, contact):
            with self.assertRaisesRegex(AccessError, "does not see telephone numbers", msg=record._name):
                self.compose(self.technician, record)
        supplier = self.env["res.partner"].create({"name": "Bolt Works", "phone": "021 6000 1000"})
        self.assertIn("6000", self.compose(self.technician, supplier)["recipient_single_number"])
        self.assertIn("0013", self.compose(self.service_advisor, self.zhang)["recipient_single_number"])
        self.assertFalse(self.accesses(), "who sees numbers anyway looks at nothing")

    def test_who_asks_for_a_number_by_a_short_message_is_noted_once(self):
        self.env.company.phone_display = "ask"
        self.assertIn("0013", self.compose(self.service_advisor, self.zhang)["recipient_single_number"])
        self.assertRecordValues(
            self.accesses(), [{"user_id": self.service_advisor.id, "kind": "shown", "res_id": self.zhang.id}]
        )

    def test_the_note_of_a_short_message_tells_no_number(self):
        notifications = self.env["mail.notification"]
        if "sms_number" not in notifications._fields:
            self.skipTest("the host's short messages are not installed")
        message = self.zhang.message_post(body="Ready")
        note = notifications.create(
            {
                "mail_message_id": message.id,
                "res_partner_id": self.zhang.id,
                "notification_type": "sms",
                "sms_number": "+8613800138000",
            }
        )
        self.env.flush_all()
        for read in (
            lambda notes: notes.read(["sms_number"]),
            lambda notes: notes.search([("sms_number", "=like", "+86138%")]),
            lambda notes: notes.formatted_read_group([], ["sms_number"], ["__count"]),
        ):
            with self.assertRaises(AccessError):
                read(note.with_user(self.technician))
        self.assertEqual(note.with_user(self.technician).read(["notification_type"])[0]["notification_type"], "sms")
        self.assertEqual(note.with_user(self.service_advisor).read(["sms_number"])[0]["sms_number"], "+8613800138000")
        self.env.company.phone_display = "ask"
        with self.assertRaises(AccessError):
            note.with_user(self.service_advisor).read(["sms_number"])

    def test_a_change_of_the_number_alone_is_no_empty_message(self):
        self.env.cr.precommit.run()
        zhang = self.zhang.with_context(tracking_disable=False)
        zhang.phone = "13700000099"
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertEqual(str(zhang.message_ids[:1].body), "<p>Telephone number changed</p>")
        self.assertFalse(
            zhang.with_user(self.technician)._track_filter_for_display(zhang.message_ids[:1].sudo().tracking_value_ids)
        )
        zhang.write({"phone": "13700000098", "email": "zhang@example.com"})
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.assertNotIn("Telephone", str(zhang.message_ids[:1].body))

    def test_the_hosts_prints_leave_a_hidden_number_out(self):
        for fields in (["name", "phone"], ["phone"], None):
            for user, is_told in ((self.technician, False), (self.service_advisor, True)):
                options = {"fields": fields} if fields else {}
                html = self.env["ir.qweb.field.contact"].with_user(user).value_to_html(self.zhang, options)
                self.assertEqual("0013" in html, is_told, (user.login, fields))

    def test_exports_of_users_hide_what_the_contact_hides(self):
        self.technician.group_ids += self.env.ref("base.group_allow_export")
        portal = new_test_user(self.env, "zhang_export", groups="base.group_portal", partner_id=self.zhang.id)
        rows = portal.with_user(self.technician).export_data(["login", "phone"])["datas"]
        self.assertEqual(rows, [["zhang_export", HIDDEN]])
        rows = self.zhang.with_user(self.technician).export_data(["user_ids/phone"])["datas"]
        self.assertEqual(rows, [[HIDDEN]])

    def test_a_landline_stays_hidden_in_the_hosts_form_of_it(self):
        self.parts_clerk.group_ids += self.env.ref("base.group_partner_manager")
        self.zhang.write({"phone": "0512-6887 3310", "country_id": self.env.ref("base.cn").id})
        partner = self.zhang.with_user(self.parts_clerk)
        for number in ("+86 512 6887 3310", "0512-6887 3310", "+8651268873310"):
            form = partner.new({"phone": number}, origin=partner)
            self.assertEqual(form.web_read({"phone": {}})[0]["phone"], "512****3310", number)
        form = partner.new({"phone": "0512-6887 9999"}, origin=partner)
        self.assertEqual(form.read(["phone"])[0]["phone"], "0512-6887 9999", "as it was typed")
        if "phone_sanitized" in partner._fields:
            told = partner.onchange({"phone": "+86 512 6887 3310"}, ["phone"], {"phone": {}, "phone_sanitized": {}})
            self.assertNotIn("6887", str(told))

    def test_who_asks_for_each_number_searches_by_whole_ones(self):
        """The same on the car, in the search box and on the contact: or the digits could be asked for one by one."""
        for display, is_found in (("role", True), ("ask", False)):
            self.env.company.phone_display = display
            cars = self.env["aftersales.vehicle"].with_user(self.service_advisor)
            self.assertEqual(bool(cars.name_search("0138000")), is_found, display)
            self.assertTrue(cars.name_search("13800138000"))
        for operator in ("=like", "not ilike"):
            with self.assertRaisesRegex(UserError, "Search by the whole telephone number in the search box"):
                cars.search([("owner_phone", operator, "138%")])
