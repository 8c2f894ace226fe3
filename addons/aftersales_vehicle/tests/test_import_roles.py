from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import ImportCase, make_vin

CAR = make_vin(1)


@tagged("post_install", "-at_install")
class TestImportRoles(ImportCase):
    """The information clerk brings in cars; what is more than that stays the manager's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "vehicle_clerk", groups="aftersales_base.group_information_clerk")

    def setUp(self):
        super().setUp()
        self.env = self.env(user=self.clerk.id)

    def test_information_clerk_brings_in_cars(self):
        content = [
            "VIN,Brand,Model,Owner,Phone,Mileage,Date",
            f"{CAR},Testa,Uno 1.5,Zhao,13700000001,50000,2024-01-10",
            "ABC,,,,,,",
        ]
        job = self.import_list(content)
        self.assertEqual(self.counts(job), (1, 0, 0, 1), self.reasons(job))
        car = self.find_vehicle(CAR)
        self.assertEqual((car.model_id, car.owner_id.name, car.odometer), (self.model, "Zhao", 50_000))
        again = self.import_list(content)
        self.assertEqual(self.counts(again), (0, 0, 1, 1), "nothing twice")

    def test_clerk_is_sent_to_who_may_add_a_brand(self):
        job = self.import_list(["VIN,Brand,Model", f"{CAR},Nova,N3"])
        self.assertEqual(
            self.reasons(job)[2],
            "Brand Nova is not known here. Ask the after-sales manager to add it, or to import this list.",
        )

    def test_screen_opens_for_the_information_clerk(self):
        """Also beside addons that show more of an import to those who may see it."""
        view = self.env.ref("aftersales_base.aftersales_import_view_form")
        form = Form(self.env["aftersales.import"].with_context(default_kind="vehicle", is_kind_given=True), view)
        self.assertEqual(form.kind, "vehicle")

    def test_unknown_model_is_listed_not_made(self):
        job = self.import_list(["VIN,Brand,Model", f"{CAR},Testa,Due 2.0"])
        self.assertEqual(self.counts(job), (0, 0, 0, 1))
        self.assertFalse(self.env["aftersales.vehicle.model"].search([("name", "=", "Due 2.0")]))

    def test_other_lists_are_the_managers(self):
        with self.assertRaises(AccessError):
            self.read_list(["Brand,Model,Variant", "Testa,Uno 1.5,Sport"], kind="vehicle_variant")

    def test_other_roles_bring_in_nothing(self):
        for role in ("service_advisor", "technician", "parts_clerk"):
            jobs = self.env["aftersales.import"].with_user(getattr(self, role))
            with self.assertRaises(AccessError):
                jobs.create({"kind": "vehicle", "file_name": "cars.csv"})
