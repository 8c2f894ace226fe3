from . import aftersales_part_where
from . import aftersales_part_where_line
from . import aftersales_backorder_promise
from . import aftersales_supply_confirm
