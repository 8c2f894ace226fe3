from . import account_move_reversal
from . import aftersales_package_add
from . import aftersales_part_return
from . import aftersales_order_urgent
