from . import aftersales_backorder_promise
from . import aftersales_supply_confirm
from . import aftersales_order_propose
from . import aftersales_order_urgent
from . import aftersales_order_urgent_backorder
