import base64

from odoo.exceptions import UserError

from .life_common import LifeCase


class TestErasureTraces(LifeCase):
    """Scans and logs do not outlive an erasure."""

    def file_paper(self, kind, day, car=None):
        return self.env["aftersales.vehicle.document"].create(
            {
                "vehicle_id": (car or self.car).id,
                "kind": kind,
                "date": day,
                "file": base64.b64encode(b"\x89PNG\r\n\x1a\n scan"),
                "file_name": f"{kind}.png",
            }
        )

    def request(self, partner=None):
        return (
            self.env["aftersales.privacy.erasure"]
            .with_user(self.cs_representative)
            .create({"partner_id": (partner or self.zhang).id, "identity_note": "Identity card seen"})
        )

    def erase(self, partner=None):
        erasure = self.request(partner)
        erasure.action_check()
        erasure.with_user(self.manager).action_erase()
        self.env.invalidate_all()
        return erasure

    def test_scans_of_the_persons_time_go_those_of_others_and_of_the_car_stay(self):
        own = self.file_paper("identity", "2022-03-05") | self.file_paper("contract", "2022-03-05")
        archived = self.file_paper("licence", "2022-03-06")
        archived.active = False
        own |= archived
        undated = self.file_paper("other", False, self.make_vehicle(owner_id=self.zhang.id))
        technical = self.file_paper("conformity_certificate", "2022-03-05") | self.file_paper(
            "inspection", "2024-03-05"
        )
        before = self.file_paper("identity", "2021-01-01")
        self.transfer().action_finish()
        theirs = self.file_paper("identity", "2025-06-02")
        files = self.env["ir.attachment"].search([("res_model", "=", own._name), ("res_id", "in", own.ids)])
        self.assertEqual(len(files.sudo().exists()), len(files))
        erasure = self.erase()
        topics = {line.topic: (line.count, line.decision) for line in erasure.line_ids}
        self.assertEqual(topics["Papers of the person in vehicle files"], (4, "erase"))
        self.assertFalse((own | undated).exists())
        self.assertEqual((technical | before | theirs).exists(), technical | before | theirs)
        self.assertFalse(files.exists())

    def find_topics(self):
        erasure = self.erase()
        return {line.topic: (line.count, line.decision) for line in erasure.line_ids}

    def test_what_may_be_another_owners_is_left_to_be_looked_through(self):
        self.transfer().action_finish()
        on_the_day = self.file_paper("registration_certificate", "2025-06-01")
        undated = self.file_paper("licence", False)
        own = self.file_paper("contract", "2025-05-31")
        topics = self.find_topics()
        self.assertEqual(topics["Papers of the person in vehicle files"], (1, "erase"))
        self.assertEqual(topics["Papers in vehicle files to be looked through"], (1, "keep"))
        self.assertFalse(own.exists())
        self.assertEqual((on_the_day | undated).exists(), on_the_day | undated)

    def test_an_owner_without_days_takes_no_papers_of_others(self):
        car = self.make_vehicle(owner_id=self.wang.id, invoice_date="2022-03-05")
        self.env["aftersales.vehicle.owner.history"].create({"vehicle_id": car.id, "partner_id": self.zhang.id})
        theirs = self.file_paper("identity", "2024-01-01", car) | self.file_paper("insurance", False, car)
        before = self.file_paper("contract", "2021-01-01", car)
        topics = self.find_topics()
        self.assertEqual(topics["Papers in vehicle files to be looked through"], (2, "keep"))
        self.assertEqual(theirs.exists(), theirs)
        self.assertFalse(before.exists(), "nobody else was the owner then")

    def test_the_name_goes_from_the_logs_of_changes(self):
        self.env.cr.precommit.run()
        car = self.car.with_context(tracking_disable=False)
        car.owner_id = self.wang
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = car.message_ids.sudo().tracking_value_ids.filtered(lambda value: value.field_id.name == "owner_id")
        self.assertEqual((values.old_value_char, values.new_value_char), ("张小明", "王芳"))
        self.erase()
        self.assertEqual((values.old_value_char, values.new_value_char), (f"Erased person {self.zhang.id}", "王芳"))

    def test_who_is_erased_is_not_asked_about_again(self):
        first = self.request()
        first.action_check()
        first.with_user(self.manager).action_erase()
        with self.assertRaisesRegex(UserError, "is erased already"):
            self.request()
        address = self.env["res.partner"].create({"name": "Home", "parent_id": self.zhang.id})
        with self.assertRaisesRegex(UserError, "is erased already"):
            self.request(address)
