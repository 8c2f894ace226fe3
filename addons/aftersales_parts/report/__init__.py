from . import aftersales_part_backorder
