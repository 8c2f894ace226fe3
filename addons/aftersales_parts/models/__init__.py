from . import aftersales_part_access
from . import product_template
from . import product_product
from . import stock_move
from . import stock_picking
from . import aftersales_maintenance_schedule_line
