from . import aftersales_part_backorder
from . import aftersales_part_request_order
from . import aftersales_part_stock_report
from . import aftersales_part_stock_metric
from . import aftersales_part_margin_report
from . import aftersales_part_wait
from . import aftersales_supply_delivery
from . import aftersales_supplier_credit
