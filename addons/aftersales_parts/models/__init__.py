from . import aftersales_part_access
from . import product_template
from . import product_product
from . import stock_move
from . import stock_picking

from . import uom_uom
from . import res_company_part_price
from . import res_config_settings_part_price
from . import aftersales_part_price
from . import aftersales_part_price_apply
from . import aftersales_part_price_finding
from . import aftersales_part_price_import
from . import aftersales_import
from . import product_product_price
