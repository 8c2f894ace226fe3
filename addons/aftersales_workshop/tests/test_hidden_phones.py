from odoo import Command
from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestHiddenPhones(WorkshopCase):
    """The numbers of cars' people are hidden in the host's screens that come with the workshop, too."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.car.owner_id
        cls.owner.phone = "138 0013 8000"

    def test_in_a_calendar_event(self):
        event = (
            self.env["calendar.event"]
            .with_user(self.technician)
            .create(
                {
                    "name": "Call",
                    "start": "2026-03-02 02:00",
                    "stop": "2026-03-02 03:00",
                    "partner_ids": [Command.link(self.owner.id)],
                }
            )
        )
        attendee = event.attendee_ids.filtered(lambda one: one.partner_id == self.owner)
        self.assertEqual(attendee.read(["phone"])[0]["phone"], "138****8000")
        self.assertFalse(attendee.search([("id", "=", attendee.id), ("phone", "=like", "138%")]))
        self.assertIn(self.owner.name, event.description)
        self.assertNotIn("138", event.description)
        written = event.with_user(self.advisor).create(
            {
                "name": "Call back",
                "start": "2026-03-02 02:00",
                "stop": "2026-03-02 03:00",
                "partner_ids": [Command.link(self.owner.id)],
            }
        )
        self.assertNotIn("138", written.description, "others read what an advisor writes")
        theirs = attendee.with_user(self.advisor)
        self.assertEqual(theirs.read(["phone"])[0]["phone"], "138 0013 8000")

    def test_in_the_search_over_all_forms_of_a_number(self):
        ours = [("id", "=", self.owner.id)]
        for user, found in ((self.technician, False), (self.advisor, True)):
            partners = self.env["res.partner"].with_user(user)
            self.assertEqual(bool(partners.search([*ours, ("phone_mobile_search", "ilike", "138001")])), found)

    def test_on_the_print_of_an_order(self):
        order = self.receive()
        order.partner_id = self.owner
        for user, number in ((self.technician, "138****8000"), (self.advisor, "138 0013 8000")):
            html = (
                self.env["ir.actions.report"]
                .with_user(user)
                ._render_qweb_html("aftersales_workshop.report_repair_order", order.ids)[0]
                .decode()
            )
            self.assertIn(number, html, user.login)

    def test_an_erasure_takes_the_name_from_the_text_of_events(self):
        event = self.env["calendar.event"].create(
            {
                "name": "Visit",
                "start": "2026-03-02 02:00",
                "stop": "2026-03-02 03:00",
                "partner_ids": [Command.link(self.owner.id)],
            }
        )
        self.assertIn(self.owner.name, event.description)
        erasure = self.env["aftersales.privacy.erasure"].create(
            {"partner_id": self.owner.id, "company_id": self.company.id, "identity_note": "Identity card seen"}
        )
        self.assertIn("Texts of calendar events", [holding["topic"] for holding in erasure._find_holdings()])
        erasure._erase_people(erasure._get_people())
        self.assertFalse(event.description)

    def test_the_till_sees_no_number_it_has_no_use_for(self):
        """The same on the contact as on the car, though the till bills with the host's own role."""
        self.assertEqual(self.owner.with_user(self.cashier).read(["phone"])[0]["phone"], "138****8000")
        self.assertEqual(self.car.with_user(self.cashier).owner_phone, "138****8000")
        accountant = self.cashier.copy({"login": "accountant"})
        accountant.group_ids += self.env.ref("account.group_account_readonly")
        self.assertEqual(self.owner.with_user(accountant).read(["phone"])[0]["phone"], "138 0013 8000")
        self.assertEqual(self.car.with_user(accountant).owner_phone, "138 0013 8000")

    def test_a_supplier_with_a_car_stays_reachable(self):
        self.owner.supplier_rank = 1
        partners = self.owner.with_user(self.technician)
        self.assertEqual(partners.read(["phone"])[0]["phone"], "138 0013 8000")
