"""Customers and their cars."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from odoo.addons.aftersales_base.rules.period import add_months
from odoo.addons.aftersales_vehicle.rules import vin

from . import calendar, masters, tables

CARS = 42
# Not sold yet: they come to the workshop for their pre-delivery inspection only.
NEW_CARS = 3
NEW_MILEAGE = 12
NEW_SINCE = 60
COLOURS = [
    {"zh": "珍珠白", "en": "Pearl white"},
    {"zh": "曜石黑", "en": "Obsidian black"},
    {"zh": "星空灰", "en": "Starry grey"},
    {"zh": "极光蓝", "en": "Aurora blue"},
    {"zh": "烈焰红", "en": "Flame red"},
]
YEAR_CODES = "ABCDEFGHJKLMNPRSTVWXY123456789"
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # neither I nor O
GREEN_LETTERS = {"electric": "D", "plug_in": "F"}
BUILT_BEFORE = 2  # months a car stands with the maker and the dealer
DELIVERED_AFTER, REGISTERED_AFTER = 3, 8  # days
# Months after registration at which a private car is inspected; every so manieth owner forgets the last one.
INSPECTED = (24, 48, 72, 96, 108, 120)
FORGOTTEN = 7
RIDE_HAILING = 11  # every so manieth car


@dataclass
class Car:
    """A customer's car as the plan of visits needs it."""

    vehicle: object
    energy: str
    mileage: int  # km today
    daily: int  # km
    sold: int  # days ago
    is_new: bool = False

    def mileage_before(self, days):
        """Kilometres that many days ago."""
        return self.mileage if self.is_new else self.mileage - self.daily * days


def register(keeper, random, today):
    """Write the store's customers and cars into the files.

    :return: list of ``Car``
    """
    rows = tables.read("models")
    variants = masters.write_down(keeper, rows)
    customers = _create_customers(keeper)
    sold = [random.choice(rows) for _number in range(CARS)]
    vals = {
        f"car_{number}": _prepare_car_vals(keeper, random, row, number, today, number >= CARS - NEW_CARS)
        | {"variant_id": variants[row["model_en"]].id}
        for number, row in enumerate(sold)
    }
    for number, (name, row_vals) in enumerate(vals.items()):
        if number < CARS - NEW_CARS:
            row_vals |= _prepare_life_vals(customers[number % len(customers)], row_vals["invoice_date"], number, today)
        else:
            built = add_months(today.replace(day=1), -BUILT_BEFORE)
            vals[name] |= {"plate": False, "invoice_date": False, "production_date": built}
    is_there = keeper.find("car_0")
    vehicles = keeper.make("aftersales.vehicle", vals)
    if not is_there:
        for vehicle in vehicles.values():
            _open_file(vehicle, today)
    return [
        _drive(random, vehicles[name], row["energy"], today, row_vals["invoice_date"])
        for (name, row_vals), row in zip(vals.items(), sold, strict=True)
    ]


def _drive(random, vehicle, energy, today, bought):
    daily = random.randint(18, 60)
    if not bought:
        return Car(vehicle, energy, NEW_MILEAGE, daily, NEW_SINCE, is_new=True)
    days = (today - bought).days
    return Car(vehicle, energy, max(5000, days * daily), daily, days)


def _open_file(vehicle, today):
    """The file of a car sold here was opened on the day it was bought."""
    bought = vehicle.invoice_date
    if bought:
        vehicle.write({"owner_since": bought, "owner_acquisition": "new"})
    opened = datetime.combine(bought or today - timedelta(days=NEW_SINCE), time(2))
    calendar.date_back(vehicle, opened)
    calendar.date_back(vehicle.message_ids, opened)
    vehicle.message_ids.date = opened


def _prepare_life_vals(owner, bought, number, today):
    """What the papers say of a car sold here."""
    registered = bought + timedelta(days=REGISTERED_AFTER)
    hailed = number % RIDE_HAILING == RIDE_HAILING - 1
    past = [day for months in INSPECTED if (day := add_months(registered, months)) < today]
    if number % FORGOTTEN == FORGOTTEN - 1:
        past = past[:-1]
    return {
        "owner_id": owner.id,
        "production_date": add_months(bought.replace(day=1), -BUILT_BEFORE),
        "delivery_date": bought + timedelta(days=DELIVERED_AFTER),
        "registration_date": registered,
        "inspection_date": past[-1] if past else False,
        "use_kind": "company" if owner.is_company else "ride_hailing" if hailed else "private",
        "key_count": 2,
    }


def _create_customers(keeper):
    china = keeper.env.ref("base.cn")
    created = keeper.make(
        "res.partner",
        {
            f"customer_{number}": {
                "name": keeper.text(row),
                "phone": row["phone"],
                "is_company": bool(row["company"]),
                "country_id": china.id,
                "city": keeper.text({"zh": "苏州", "en": "Suzhou"}),
                "lang": keeper.env.lang,
            }
            for number, row in enumerate(tables.read("customers"))
        },
    )
    return list(created.values())


def _prepare_car_vals(keeper, random, row, number, today, is_new):
    year = today.year if is_new else random.randint(int(row["first_year"]), today.year - 1)
    bought = today.replace(year=year, month=random.randint(1, 12), day=random.randint(1, 28))
    return {
        "vin": make_vin(row, year, number),
        "plate": _plate(random, row["energy_type"]),
        "engine_no": f"{row['vds'][:2]}{random.randint(100000, 999999)}",
        "colour": keeper.text(random.choice(COLOURS)),
        "invoice_date": min(bought + timedelta(days=random.randint(0, 20)), today - timedelta(days=NEW_SINCE)),
    }


def make_vin(row, year, number):
    """A VIN with the right check digit.

    :param dict row: of the table of models
    :param int number: of the car, from 0
    """
    code = YEAR_CODES[(year - 1980) % len(YEAR_CODES)]
    raw = f"{row['wmi']}{row['vds']}0{code}S{100000 + number * 137:06d}"
    return raw[: vin.CHECK_POSITION] + vin.check_digit(raw) + raw[vin.CHECK_POSITION + 1 :]


def _plate(random, energy):
    letter = random.choice("ABCDE")
    if energy in GREEN_LETTERS:
        return f"苏{letter}{GREEN_LETTERS[energy]}{random.randint(10000, 99999)}"
    return f"苏{letter}{random.randint(0, 9)}{random.choice(PLATE_LETTERS)}{random.randint(100, 999)}"
