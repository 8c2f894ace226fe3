"""The parts warehouse: its name, its bins, and which part has its place where."""

from . import tables
from .catalogue import part_name

WAREHOUSE = {"zh": "长风配件库", "en": "Changfeng Parts Store"}
# Group of parts → its aisle; what sells fast lies nearest to the counter.
AISLES = {
    "maintenance": "A",
    "fluid": "B",
    "brake": "C",
    "chassis": "C",
    "engine": "D",
    "electric": "D",
    "climate": "D",
    "body": "E",
    "accessory": "F",
}
SHELF = 6  # bins of a shelf
SPARE = 2  # empty bins of each aisle


def set_up(keeper):
    """Name the warehouse, put up its shelves, and give every part its fixed place by the host's put-away rules."""
    if keeper.find("bins"):
        return
    company = keeper.find("company")
    warehouse = keeper.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    warehouse.name = keeper.text(WAREHOUSE)
    stock = warehouse.lot_stock_id
    rows = tables.read("parts")
    bins = _put_up(keeper, stock, _assign(rows))
    keeper.env["stock.putaway.rule"].create(
        [
            {
                "product_id": keeper.find(part_name(row["number"])).id,
                "location_in_id": stock.id,
                "location_out_id": bin_.id,
                "company_id": company.id,
            }
            for row in rows
            for bin_ in bins[row["number"]]
        ]
    )
    keeper.keep("bins", stock)


def of(part):
    """Where a part has its fixed place; empty for one that has none.

    :return: ``stock.location``
    """
    rules = part.env["stock.putaway.rule"].search([("product_id", "=", part.id)], limit=1)
    return rules.location_out_id


def _assign(rows):
    """Part number → name of its bin, such as A-01-03; the spare ones under their own names."""
    places, taken = {}, dict.fromkeys(AISLES.values(), 0)
    for row in rows:
        aisle = AISLES[row["group"]]
        places[row["number"]] = _name(aisle, taken[aisle])
        taken[aisle] += 1
    for aisle, count in taken.items():
        names = [_name(aisle, count + number) for number in range(SPARE)]
        places |= dict(zip(names, names, strict=True))
    return places


def _name(aisle, number):
    return f"{aisle}-{number // SHELF + 1:02d}-{number % SHELF + 1:02d}"


def _put_up(keeper, stock, places):
    """Part number, or name of a spare bin → ``stock.location``."""
    vals = {
        f"bin_{name}": {
            "name": name,
            "barcode": name,
            "usage": "internal",
            "location_id": stock.id,
            "company_id": stock.company_id.id,
        }
        for name in places.values()
    }
    made = keeper.make("stock.location", vals)
    return {number: made[f"bin_{name}"] for number, name in places.items()}
