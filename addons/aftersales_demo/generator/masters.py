"""The maker's range: brands, series, models with their variants, and the codes by which a VIN tells its maker."""

MAKERS = {
    "LKM": {"zh": "启明汽车股份有限公司", "en": "Qiming Motor"},
    "LYH": {"zh": "远航新能源汽车有限公司", "en": "Yuanhang New Energy"},
}
SOURCE = {"zh": "演示数据", "en": "Demonstration data"}


def write_down(keeper, rows):
    """Write the range into the files.

    :param list rows: of the table of models
    :return: English model name → ``aftersales.vehicle.variant``
    """
    brands = keeper.make(
        "aftersales.vehicle.brand",
        {f"brand_{row['brand_en']}": {"name": keeper.word(row, "brand")} for row in rows},
    )
    _name_makers(keeper, rows, brands)
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
                **_prepare_technical(row),
            }
            for number, row in enumerate(rows)
        },
    )
    variants = keeper.make(
        "aftersales.vehicle.variant",
        {
            f"variant_{number}": {
                "name": keeper.word(row, "variant"),
                "model_id": models[f"model_{number}"].id,
                **_prepare_technical(row),
            }
            for number, row in enumerate(rows)
        },
    )
    return {row["model_en"]: variants[f"variant_{number}"] for number, row in enumerate(rows)}


def _name_makers(keeper, rows, brands):
    """The demo's makers exist nowhere else: the table of makers does not know them."""
    by_code = {row["wmi"]: brands[f"brand_{row['brand_en']}"] for row in rows}
    made = keeper.make(
        "aftersales.vehicle.wmi",
        {
            f"wmi_{code}": {
                "code": code,
                "maker": MAKERS[code]["en"],
                "country_id": keeper.env.ref("base.cn").id,
                "brand_id": brand.id,
                "source": SOURCE["en"],
            }
            for code, brand in by_code.items()
        },
    )
    for code in by_code:
        keeper.translate(made[f"wmi_{code}"], "maker", MAKERS[code])
        keeper.translate(made[f"wmi_{code}"], "source", SOURCE)


def _prepare_technical(row):
    return {
        "energy_type": row["energy_type"],
        "engine_code": row["engine"] or False,
        "displacement": int(row["displacement"] or 0),
        "engine_power": float(row["power"] or 0),
        "gearbox": row["gearbox"],
        "drive": row["drive"],
        "seats": int(row["seats"]),
        "motor_code": row["motor"] or False,
        "motor_count": 1 if row["motor"] else 0,
        "motor_power": float(row["motor_power"] or 0),
        "battery_type": row["battery"] or False,
        "battery_capacity": float(row["capacity"] or 0),
        "electric_range": int(row["range"] or 0),
    }
