"""Stock that was bought at a cost, for tests of money."""


def receive_at_cost(warehouse, part, quantity, cost):
    """Buy parts at a cost and put them on the shelf.

    :return: the ``stock.move`` that brought them
    """
    env = warehouse.env
    move = env["stock.move"].create(
        {
            "product_id": part.id,
            "product_uom_qty": quantity,
            "product_uom": part.uom_id.id,
            "price_unit": cost,
            "location_id": env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "company_id": warehouse.company_id.id,
            "picking_type_id": warehouse.in_type_id.id,
        }
    )
    move._action_confirm()
    move.quantity = quantity
    move.picked = True
    move._action_done()
    move.value_manual = quantity * cost
    return move
