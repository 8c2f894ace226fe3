"""What the store sells: parts, labour operations and packages."""

from odoo import Command

from . import tables


def write_down(keeper):
    """Create parts, labour operations and service packages."""
    parts = _create_parts(keeper)
    operations = _create_operations(keeper)
    _create_packages(keeper, parts, operations)


def part_name(number):
    """The keeper's name of a part."""
    return f"part_{number.replace('-', '_')}"


def _create_parts(keeper):
    """Part number → product."""
    category = _create_category(keeper)
    rows = tables.read("parts")
    tax = keeper.find("company").account_sale_tax_id
    purchase_tax = keeper.find("company").account_purchase_tax_id
    made = keeper.make(
        "product.product",
        {
            part_name(row["number"]): {
                "name": row["en"],
                "default_code": row["number"],
                "manufacturer_code": row["maker"],
                "is_part": True,
                "is_storable": True,
                "categ_id": category.id,
                "uom_id": keeper.env.ref(f"uom.product_uom_{row['unit']}").id,
                "list_price": float(row["price"]),
                "standard_price": float(row["cost"]),
                "taxes_id": [Command.set(tax.ids)],
                "supplier_taxes_id": [Command.set(purchase_tax.ids)],
            }
            for row in rows
        },
    )
    for row in rows:
        keeper.translate(made[part_name(row["number"])], "name", row)
    return {row["number"]: made[part_name(row["number"])] for row in rows}


def _create_category(keeper):
    names = {"zh": "汽车配件", "en": "Vehicle parts"}
    category = keeper.make("product.category", {"part_category": {"name": keeper.text(names)}})["part_category"]
    category.with_company(keeper.find("company")).write(
        {"property_cost_method": "average", "property_valuation": "real_time"}
    )
    return category


def _create_operations(keeper):
    """Code → labour operation."""
    rows = tables.read("operations")
    made = keeper.make(
        "aftersales.operation",
        {
            f"operation_{row['code']}": {
                "code": row["code"],
                "name": row["en"],
                "order_type_id": keeper.env.ref(f"aftersales_workshop.order_type_{row['type']}").id,
                "standard_hours": float(row["hours"]),
                "hourly_rate": float(row["rate"] or 0),
            }
            for row in rows
        },
    )
    for row in rows:
        keeper.translate(made[f"operation_{row['code']}"], "name", row)
    return {row["code"]: made[f"operation_{row['code']}"] for row in rows}


def _create_packages(keeper, parts, operations):
    rows = tables.read("packages")
    made = keeper.make(
        "aftersales.package",
        {
            f"package_{row['code']}": {
                "code": row["code"],
                "name": row["en"],
                "operation_ids": [Command.set([operations[code].id for code in row["operations"].split()])],
                "part_ids": [
                    Command.create({"product_id": parts[line.code].id, "quantity": line.quantity})
                    for line in tables.lines(row["parts"])
                ],
            }
            for row in rows
        },
    )
    for row in rows:
        keeper.translate(made[f"package_{row['code']}"], "name", row)
