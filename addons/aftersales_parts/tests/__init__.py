from . import test_part_number
from . import test_part_unique
from . import test_part_search
from . import test_part_stock
from . import test_part_rights
from . import test_core_flows

from . import test_part_price
from . import test_price_import
from . import test_price_import_bad
from . import test_lost_sale
from . import test_part_stock_report
