from . import aftersales_backorder_promise
from . import aftersales_supply_confirm
