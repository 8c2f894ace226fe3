from . import aftersales_part_backorder
from . import aftersales_part_wait
from . import aftersales_supply_delivery
