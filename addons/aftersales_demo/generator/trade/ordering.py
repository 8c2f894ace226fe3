"""Ordering: the night's planning, a proposal ordered by hand, a delivery short by one, and a car that waits."""

from odoo import Command

from ..catalogue import part_name

ARRIVED = 9
DELIVERED = {"04E-103-464-J": 6, "1K0-998-262": 5, "8W0-941-597-B": 10}
SHORT = "1K0-998-262"


def play(stage):
    if stage.keeper.find("short_delivery"):
        return
    _receive_short(stage)
    _plan(stage)


def _receive_short(stage):
    """The planner orders, the clerk unpacks and misses one piece; the supplier is asked for it."""
    supplier = stage.keeper.find("supplier")
    with stage.play(ARRIVED + 4, 50) as moment:
        purchase = stage.env["purchase.order"].create(
            {
                "partner_id": supplier.id,
                "company_id": stage.company.id,
                "date_order": moment,
                "user_id": stage.user("planner").id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": stage.keeper.find(part_name(number)).id,
                            "product_qty": quantity,
                            "price_unit": stage.keeper.find(part_name(number)).standard_price,
                        }
                    )
                    for number, quantity in DELIVERED.items()
                ],
            }
        )
        purchase.button_confirm()
    with stage.play(ARRIVED, 80):
        receivings = stage.model("aftersales.receiving", "clerk").with_context(allowed_company_ids=stage.company.ids)
        receiving = receivings.browse(receivings.begin(purchase.name))
        for number, quantity in DELIVERED.items():
            receiving.scan(f"{quantity - (number == SHORT)}*{number}")
        receiving.action_check()
        receiving.action_post()
        stage.keeper.keep("short_delivery", receiving.sudo())
    with stage.play(ARRIVED - 1, 60):
        receiving.claim_ids.with_user(stage.user("planner")).action_send()


def _plan(stage):
    """What the night works out from the year's demand; the first proposal is on the planner's desk."""
    run = stage.env["aftersales.part.planning.run"].with_company(stage.company)._get_runs(stage.company)
    run._restart()
    while run._take_step():
        pass
