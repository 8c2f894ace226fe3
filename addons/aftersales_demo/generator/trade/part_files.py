"""The parts file as a planner keeps it: makers, groups, what fits where, which number replaces which, and prices."""

from odoo import Command

from .. import bins, tables
from ..catalogue import part_name

# Maker's code → days a supplier takes.
SUPPLY_DAYS = {"QM": 7, "YH": 10, "ACC": 14}
# Sold by the dozen, and a part of which no less is sold at a time.
DOZENS = frozenset({"04E-115-561-H"})
LEAST_SOLD = {"G-052-183-M2": 20}
KEPT_SINCE = 60
# Old number of the table of supersessions → what lies of it on the shelf.
CORE_PART, CORE_DEPOSIT = "6RD-915-105-A", 60
PRICES_CHANGED, PRICES_CHANGE = 35, -10  # days ago; a second change lies ahead
RISE = 1.04
NET, WARRANTY = 0.62, 0.75  # of the list price


def play(stage):
    if stage.keeper.find("part_groups"):
        return
    rows = tables.read("parts")
    with stage.play(KEPT_SINCE, 30):
        groups = _make_groups(stage)
        _describe(stage, rows, groups)
        _say_what_fits(stage, rows)
        _replace(stage)
        _take_deposit(stage)
    _price(stage, rows, PRICES_CHANGED, 1.0)
    _price(stage, rows[:12], PRICES_CHANGE, RISE)


def _part(stage, number):
    return stage.keeper.find(part_name(number))


def _make_groups(stage):
    rows = tables.read("part_groups")
    made = stage.keeper.make(
        "aftersales.part.group",
        {f"part_group_{row['code']}": {"name": row["en"], "code": row["code"].upper()} for row in rows},
    )
    for row in rows:
        stage.keeper.translate(made[f"part_group_{row['code']}"], "name", row)
    stage.keeper.keep("part_groups", next(iter(made.values())))
    return made


def _describe(stage, rows, groups):
    for row in rows:
        part = _part(stage, row["number"])
        part.write(
            {
                "part_kind": "own" if row["maker"] == "ACC" else "genuine",
                "part_group_id": groups[f"part_group_{row['group']}"].id,
                "is_hazardous": row["group"] == "body" and row["number"].startswith("PAINT"),
            }
        )
    # The first orders have left prices of their own.
    stage.env["product.product"].union(*(_part(stage, row["number"]) for row in rows)).seller_ids.unlink()
    stage.env["product.supplierinfo"].create([_prepare_supply(stage, row) for row in rows])


def _prepare_supply(stage, row):
    """How a part is bought: from its maker's supplier, some by the dozen."""
    template = _part(stage, row["number"]).product_tmpl_id
    dozen = stage.env.ref("uom.product_uom_dozen")
    unit = dozen if row["number"] in DOZENS else template.uom_id
    return {
        "partner_id": stage.keeper.find(f"supplier_{row['maker']}").id,
        "product_tmpl_id": template.id,
        "product_uom_id": unit.id,
        "price": template.uom_id._compute_price(float(row["cost"]), unit),
        "min_qty": LEAST_SOLD.get(row["number"], 0),
        "delay": SUPPLY_DAYS[row["maker"]],
        "company_id": stage.company.id,
        "currency_id": stage.company.currency_id.id,
    }


def _say_what_fits(stage, rows):
    """The maker's parts fit the maker's cars; fluids and accessories fit any."""
    brands = {"QM": "启明", "YH": "远航"}
    models = tables.read("models")
    by_maker = {
        maker: {row["model_en"] for row in models if row["brand_zh"] == brand and row["energy"] == energy}
        for maker, (brand, energy) in {"QM": (brands["QM"], "fuel"), "YH": (brands["YH"], "electric")}.items()
    }
    found = {
        row["model_en"]: stage.env["aftersales.vehicle.model"].search(
            [("name", "=", stage.keeper.word(row, "model")), ("brand_id.name", "=", stage.keeper.word(row, "brand"))],
            limit=1,
        )
        for row in models
    }
    stage.model("aftersales.fitment", "planner").create(
        [
            {
                "product_id": _part(stage, row["number"]).id,
                "brand_id": found[name].brand_id.id,
                "series_id": found[name].series_id.id,
                "model_id": found[name].id,
            }
            for row in rows
            if row["maker"] in by_maker and row["group"] != "fluid"
            for name in sorted(by_maker[row["maker"]])
        ]
    )


def _replace(stage):
    """Numbers of before, each with what is left of it and what takes its place."""
    supersessions = stage.model("aftersales.supersession", "planner")
    category = stage.keeper.find("part_category")
    for row in tables.read("supersessions"):
        new = [(_part(stage, line.code), line.quantity) for line in tables.lines(row["new"])]
        name = part_name(row["old"])
        old = stage.keeper.make(
            "product.product",
            {
                name: {
                    "name": row["en"],
                    "default_code": row["old"],
                    "manufacturer_code": new[0][0].manufacturer_code,
                    "is_part": True,
                    "is_storable": True,
                    "categ_id": category.id,
                    "list_price": new[0][0].list_price,
                    "standard_price": new[0][0].standard_price,
                    "taxes_id": [Command.set(stage.company.account_sale_tax_id.ids)],
                }
            },
        )[name]
        stage.keeper.translate(old, "name", row)
        supersessions.create(
            {
                "product_id": old.id,
                "use_up_first": row["use_up"] == "1",
                "reason": stage.keeper.word(row, "reason"),
                "line_ids": [Command.create({"product_id": part.id, "ratio": ratio}) for part, ratio in new],
            }
        )
        if float(row["stock"]):
            _find_on_the_shelf(stage, old, bins.of(new[0][0]), float(row["stock"]))


def _find_on_the_shelf(stage, part, location, quantity):
    """What was there before the store kept books in this system; it lies beside what takes its place."""
    quants = stage.env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        {"product_id": part.id, "location_id": location.id, "inventory_quantity": quantity}
    ).action_apply_inventory()


def _take_deposit(stage):
    """Whoever buys a battery leaves the old one or a deposit."""
    words = {"zh": "旧件押金", "en": "Core deposit"}
    deposit = stage.keeper.make(
        "product.product",
        {
            "core_deposit": {
                "name": words["en"],
                "type": "service",
                "list_price": 0,
                "taxes_id": [Command.set(stage.company.account_sale_tax_id.ids)],
            }
        },
    )["core_deposit"]
    stage.keeper.translate(deposit, "name", words)
    _part(stage, CORE_PART).write({"core_product_id": deposit.id, "core_deposit": CORE_DEPOSIT})


def _price(stage, rows, days_ago, factor):
    """Prices from a day on; what lies ahead waits for its day."""
    with stage.play(max(days_ago, 0), 15):
        prices = stage.model("aftersales.part.price", "planner").create(
            [
                {
                    "product_id": _part(stage, row["number"]).id,
                    "date_from": stage.day(days_ago),
                    "list_price": round(float(row["price"]) * factor, 2),
                    "dealer_net": round(float(row["price"]) * factor * NET, 2),
                    "warranty_price": round(float(row["price"]) * factor * WARRANTY, 2),
                }
                for row in rows
            ]
        )
        stage.keeper.keep(f"prices_{days_ago}", prices[:1].sudo())
