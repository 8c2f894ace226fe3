from odoo.tests import new_test_user

from .common import VehicleCase


class LifeCase(VehicleCase):
    """A car with a past, and the people who look at it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for role in ("cs_representative", "cs_manager", "information_clerk", "general_manager"):
            setattr(cls, role, new_test_user(cls.env, f"life_{role}", groups=f"aftersales_base.group_{role}"))
        cls.wang = cls.env["res.partner"].create({"name": "王芳", "phone": "13700001111", "email": "wang@example.com"})
        cls.car = cls.make_vehicle(
            vin="LTEST10AXR0000003",
            plate="京A7K345",
            owner_id=cls.zhang.id,
            model_id=cls.model.id,
            invoice_date="2022-03-05",
        )

    def read_readings(self, car, *values):
        """Odometer readings (day, km), entered one after the other."""
        return car._record_odometer(
            [{"vehicle_id": car.id, "date": day, "value": kilometres} for day, kilometres in values]
        )

    def transfer(self, car=None, user=None, **vals):
        """A transfer with all papers, not done yet."""
        return (
            self.env["aftersales.vehicle.transfer"]
            .with_user(user or self.service_advisor)
            .create(
                {
                    "vehicle_id": (car or self.car).id,
                    "new_owner_id": self.wang.id,
                    "date": "2025-06-01",
                    "mileage": 30000,
                    "has_registration_certificate": True,
                    "has_identity": True,
                    **vals,
                }
            )
        )
