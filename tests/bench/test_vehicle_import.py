"""Bringing a list of cars in: the import against the host's ``load()`` for ``fleet.vehicle``.

Nothing of ours needs the host's fleet, so it is installed in a copy of the template made for this measurement. Both
sides get the same cars with the same people, as their own role's user. The host gets a table of texts that somebody
has read and mapped already; ours reads the file, maps it, applies it and keeps its ledger.
"""

import base64
import csv
import io
from itertools import count
from unittest import TestCase

import pytest

import odoo
from odoo import SUPERUSER_ID, Command, api
from odoo.modules.registry import Registry

from aftersales_setup.databases import copy_name

from .measure import assert_bound, compare

CARS = 1000
PEOPLE = 400
MODELS = 20
BOUND = 1.1
check = TestCase()


@pytest.fixture(scope="module")
def env(runner, template, tmp_path_factory):
    """A database of its own with the host's fleet in it, as superuser."""
    name = copy_name("fleet")
    runner.databases.clone(template, name)
    try:
        runner.install(name, tmp_path_factory.mktemp("fleet") / "install.log", "-i", "fleet")
        with _load(name).cursor() as cr:
            yield _prepare_masters(api.Environment(cr, SUPERUSER_ID, {}))
    finally:
        Registry.delete(name)
        odoo.sql_db.close_db(name)
        runner.databases.drop(name)


def _load(name):
    """The registry of another database; Odoo would run its addons' tests as it loads them."""
    odoo.tools.config["test_enable"] = False
    try:
        return Registry(name)
    finally:
        odoo.tools.config["test_enable"] = True


def _prepare_masters(env):
    """The same brand, models and people for both sides, and a user of each role."""
    brand = env["fleet.vehicle.model.brand"].create({"name": "Bench"})
    env["fleet.vehicle.model"].create([{"name": f"Bench {n}", "brand_id": brand.id} for n in range(MODELS)])
    brand = env["aftersales.vehicle.brand"].create({"name": "Bench"})
    env["aftersales.vehicle.model"].create([{"name": f"Bench {n}", "brand_id": brand.id} for n in range(MODELS)])
    env["res.partner"].create([{"name": f"Customer {n}", "phone": f"138{n:08}"} for n in range(PEOPLE)])
    for login, group in (("fleet", "fleet.fleet_group_manager"), ("aftersales", "aftersales_base.group_manager")):
        groups = env.ref(group) | env.ref("base.group_user")
        env["res.users"].create({"name": login, "login": login, "group_ids": [Command.set(groups.ids)]})
    env.cr.commit()
    return env


class Lists:
    """Lists of new cars, the same for both sides; a round never meets a VIN twice on one side."""

    def __init__(self, env, with_people):
        self.env, self.with_people = env, with_people
        self.numbers = {"host": count(1), "ours": count(1)}

    def rows(self, side):
        first = next(self.numbers[side]) * CARS + (0 if self.with_people else 50_000)
        for number in range(first, first + CARS):
            row = [f"LTEST10A3N0{number:06}", f"京A{number:05}", f"Bench {number % MODELS}", "red", "2022"]
            if self.with_people:
                row += [f"Customer {number % PEOPLE}", str(10_000 + number % 777)]
            yield row

    def host(self, meter):
        columns = ["vin_sn", "license_plate", "model_id", "color", "model_year"]
        columns += ["driver_id", "odometer"] if self.with_people else []
        rows = list(self.rows("host"))
        fleet = self._as("fleet")["fleet.vehicle"].with_context(import_file=True, tracking_disable=True)
        with meter.step("import"):
            result = fleet.load(columns, rows)
            self.env.cr.commit()
        check.assertFalse([message for message in result["messages"] if message["type"] == "error"])
        cars = fleet.browse(result["ids"])
        return [
            (car.vin_sn, car.license_plate, car.model_id.name, car.color, car.model_year)
            + ((car.driver_id.name, int(car.odometer)) if self.with_people else ())
            for car in cars
        ]

    def ours(self, meter):
        file = base64.b64encode(self._write_file(self.rows("ours")))
        imports = self._as("aftersales")["aftersales.import"]
        with meter.step("import"):
            job = imports.create({"kind": "vehicle", "file": file, "file_name": "cars.csv"})
            job.action_read()
            job.action_start()
            self.env.cr.commit()
        check.assertEqual((job.state, job.created_count, len(job.line_ids)), ("done", CARS, CARS))
        cars = self._as("aftersales")["aftersales.vehicle"].browse(job.line_ids.sorted("line_no").mapped("res_id"))
        return [
            (car.vin, car.plate, car.model_id.name, car.colour, str(car.model_year))
            + ((car.owner_id.name, car.odometer) if self.with_people else ())
            for car in cars
        ]

    def _as(self, login):
        return self.env(user=self.env["res.users"].search([("login", "=", login)]).id)

    def _write_file(self, rows):
        headings = ["VIN", "Plate", "Model", "Colour", "Model Year", "Brand"]
        headings[5:] = ["Owner", "Phone", "Mileage", "Brand"] if self.with_people else ["Brand"]
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(headings)
        for row in rows:
            people = [row[5], f"138{int(row[5].split()[1]):08}", row[6]] if self.with_people else []
            writer.writerow([*row[:5], *people, "Bench"])
        return text.getvalue().encode()


@pytest.mark.parametrize("with_people", [False, True], ids=["cars", "cars, people and mileages"])
def test_import_of_a_list_against_load(env, with_people):
    lists = Lists(env, with_people)
    title = "cars with their people and mileages" if with_people else "cars alone"
    result = compare(env, lists.host, lists.ours, check=check.assertEqual)
    result.print_table(f"a list of {CARS} {title}", per=CARS, theirs="load()")
    assert_bound(f"import of {title}, queries", result.ratio("queries"), BOUND)
    assert_bound(f"import of {title}, CPU", result.cpu_ratio(), BOUND)
