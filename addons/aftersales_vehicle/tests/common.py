from itertools import count

from odoo.tests import TransactionCase, new_test_user, tagged

from ..rules import vin

ROLES = ("service_advisor", "workshop_supervisor", "technician", "parts_clerk", "cashier", "manager")


def make_vin(number, start="LTEST10A", year="N"):
    """A right VIN: start (8), check digit, model year code and a serial of seven digits."""
    body = f"{start}0{year}{number:07d}"
    return body[:8] + vin.check_digit(body) + body[9:]


@tagged("post_install", "-at_install")
class VehicleCase(TransactionCase):
    """People of a store and a few cars."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial = count(1)
        for role in ROLES:
            user = new_test_user(cls.env, f"vehicle_{role}", groups=f"aftersales_base.group_{role}")
            setattr(cls, role, user)
        cls.brand = cls.env["aftersales.vehicle.brand"].create({"name": "Testa"})
        cls.series = cls.env["aftersales.vehicle.series"].create({"name": "Uno", "brand_id": cls.brand.id})
        cls.model = cls.env["aftersales.vehicle.model"].create({"name": "Uno 1.5", "series_id": cls.series.id})
        cls.variant = cls.env["aftersales.vehicle.variant"].create({"name": "Luxury", "model_id": cls.model.id})
        cls.zhang = cls.env["res.partner"].create({"name": "张小明", "phone": "138 0013 8000"})
        cls.li = cls.env["res.partner"].create({"name": "Li Wei", "phone": "+86 139-1234-5678"})

    @classmethod
    def make_vehicle(cls, **vals):
        if not {"vin", "plate"} & vals.keys():
            vals["vin"] = make_vin(next(cls.serial))
        return cls.env["aftersales.vehicle"].create(vals)
