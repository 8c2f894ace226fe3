"""Customers and their cars."""

from dataclasses import dataclass
from datetime import timedelta

from odoo.addons.aftersales_vehicle.rules import vin

from . import tables

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
    models = _create_models(keeper, rows)
    customers = _create_customers(keeper)
    sold = [random.choice(rows) for _number in range(CARS)]
    vals = {
        f"car_{number}": _prepare_car_vals(keeper, random, row, number, today, number >= CARS - NEW_CARS)
        | {"model_id": models[row["model_en"]].id, "owner_id": customers[number % len(customers)].id}
        for number, row in enumerate(sold)
    }
    for name in list(vals)[-NEW_CARS:]:
        vals[name] |= {"owner_id": False, "plate": False, "invoice_date": False}
    vehicles = keeper.make("aftersales.vehicle", vals)
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


def _create_models(keeper, rows):
    """English model name → ``aftersales.vehicle.model``."""
    brands = keeper.make(
        "aftersales.vehicle.brand",
        {f"brand_{row['brand_en']}": {"name": keeper.word(row, "brand")} for row in rows},
    )
    series = keeper.make(
        "aftersales.vehicle.series",
        {
            f"series_{row['series_en']}": {
                "name": keeper.word(row, "series"),
                "brand_id": brands[f"brand_{row['brand_en']}"].id,
            }
            for row in rows
        },
    )
    models = keeper.make(
        "aftersales.vehicle.model",
        {
            f"model_{number}": {
                "name": keeper.word(row, "model"),
                "series_id": series[f"series_{row['series_en']}"].id,
                "brand_id": brands[f"brand_{row['brand_en']}"].id,
            }
            for number, row in enumerate(rows)
        },
    )
    return {row["model_en"]: models[f"model_{number}"] for number, row in enumerate(rows)}


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
        "plate": _plate(random, row["energy"]),
        "engine_no": f"{row['vds'][:2]}{random.randint(100000, 999999)}",
        "colour": keeper.text(random.choice(COLOURS)),
        "invoice_date": bought + timedelta(days=random.randint(0, 20)),
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
    if energy == "electric":
        return f"苏{letter}{random.choice('DF')}{random.randint(10000, 99999)}"
    return f"苏{letter}{random.randint(0, 9)}{random.choice(PLATE_LETTERS)}{random.randint(100, 999)}"
