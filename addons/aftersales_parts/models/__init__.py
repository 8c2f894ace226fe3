from . import aftersales_part_access
from . import product_template
from . import product_product
from . import stock_move
from . import stock_picking

from . import aftersales_part_group
from . import aftersales_part_manufacturer
from . import product_product_master
from . import aftersales_supersession
from . import aftersales_supersession_line
from . import product_product_supersession
