import base64
from itertools import count
from pathlib import Path

from odoo.tests import TransactionCase, new_test_user, tagged

from ..rules import vin

LISTS = Path(__file__).parent / "lists"
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


class ImportCase(VehicleCase):
    """Lists on their way in; a batch is committed as in real life, and the test undoes it all the same."""

    def setUp(self):
        super().setUp()
        self.enterContext(self.enter_registry_test_mode())
        cr = self.enterContext(self.registry.cursor())
        self.env = self.env(cr=cr, user=self.manager.id)

    def read_list(self, content, file_name="cars.csv", **options):
        """An import whose columns are read.

        :param content: name of a file in ``lists``, or lines of a CSV file
        """
        if isinstance(content, list):
            content = "\n".join(content).encode()
        else:
            file_name, content = content, (LISTS / content).read_bytes()
        job = self.env["aftersales.import"].create(
            {"kind": "vehicle", "file": base64.b64encode(content), "file_name": file_name, **options}
        )
        job.action_read()
        return job

    def import_list(self, content, **options):
        job = self.read_list(content, **options)
        job.action_start()
        self.assertEqual(job.state, "done")
        self.assertEqual(len(job.line_ids), job.row_count, "every row ends somewhere")
        return job

    def counts(self, job):
        """Created, updated, unchanged, rejected."""
        return job.created_count, job.updated_count, job.unchanged_count, job.rejected_count

    def ledger(self, job):
        """(row, outcome) of each row."""
        return [(line.line_no, line.outcome) for line in job.line_ids.sorted("line_no")]

    def reasons(self, job):
        """Row → remark, of the rows that have one."""
        return {line.line_no: line.reason for line in job.line_ids if line.reason}

    def find_vehicle(self, number):
        return self.env["aftersales.vehicle"].search([("vin", "=", number)])

    def owners(self, vehicle):
        """(name, from, until) of each owner, oldest first."""
        lines = [
            (line.partner_id.name, line.date_from and f"{line.date_from}", line.date_to and f"{line.date_to}")
            for line in vehicle.owner_history_ids
        ]
        return sorted(lines, key=lambda line: (line[2] or "9999", line[1] or ""))

    def readings(self, vehicle):
        """(day, km, flag) of each reading, oldest first."""
        return [
            (f"{reading.date}", reading.value, reading.flag)
            for reading in vehicle.odometer_ids.sorted(lambda reading: (reading.date, reading.id))
        ]
