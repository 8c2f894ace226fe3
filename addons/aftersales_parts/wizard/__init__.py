from . import aftersales_counter_hold
from . import aftersales_counter_payment
from . import aftersales_counter_refund
from . import aftersales_counter_setup
from . import aftersales_network_order_upload
