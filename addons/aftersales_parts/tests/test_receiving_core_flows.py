from contextlib import ExitStack, contextmanager
from datetime import datetime
from unittest.mock import patch

from odoo.tests import tagged

from ..models.purchase_order_backorder import PurchaseOrder
from ..models.purchase_order_line_backorder import PurchaseOrderLine
from ..models.stock_move_backorder import StockMove
from ..models.stock_move_proposal import StockMove as ProposedMove
from ..models.stock_picking_awaited import StockPicking as AwaitedPicking
from ..models.stock_picking_backorder import StockPicking
from .test_part_backorder import WaitingCase

PROPOSED = ("_prepare_move_split_vals", "_action_assign", "_do_unreserve", "_action_cancel", "_action_done")
OURS = [
    (StockMove, "_trigger_assign"),
    (StockMove, "_action_cancel"),
    (StockMove, "_prepare_move_split_vals"),
    *((ProposedMove, name) for name in PROPOSED),
    (PurchaseOrder, "_create_picking"),
    (PurchaseOrderLine, "write"),
    (StockPicking, "write"),
    (AwaitedPicking, "_action_done"),
]


def host_method(cls, name):
    """The method as it is without ours."""
    return lambda self, *args, **kwargs: getattr(super(cls, self), name)(*args, **kwargs)


@tagged("post_install", "-at_install")
class TestReceivingCoreFlows(WaitingCase):
    """Who buys and sells desks pays nothing for the waiting parts."""

    def flow(self):
        """A desk is sold, bought, put off, received short, delivered; another sale is cancelled."""
        desk = self.env["product.product"].create({"name": "Desk", "is_storable": True})
        waiting = self.sell(desk, 2)
        cancelled = self.sell(desk, 1)
        order = self.order(desk, 4)
        order.order_line.date_planned = datetime(2031, 1, 1)
        order.picking_ids.scheduled_date = datetime(2031, 1, 2)
        self.receive(order, 3)
        self.assertEqual((waiting.state, cancelled.state), ("assigned", "assigned"))
        cancelled.picking_id.action_cancel()
        self.env.flush_all()

    def count(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.flow()
        return self.cr.sql_log_count - before

    def test_desks_take_the_host_s_queries(self):
        self.flow()  # what is read once only
        # Numbers that grow by a digit or a quant that is merged make a flow a few queries longer now and then. Both go
        # through it in turn, and the shortest of each counts.
        ours, theirs = [], []
        for _round in range(4):
            ours.append(self.count())
            with self.host():
                theirs.append(self.count())
        self.assertLessEqual(min(ours), min(theirs))

    @contextmanager
    def host(self):
        """The host's flow, without what the addon adds to it."""
        with ExitStack() as stack:
            for cls, name in OURS:
                stack.enter_context(patch.object(cls, name, host_method(cls, name)))
            yield
