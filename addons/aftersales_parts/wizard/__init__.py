from . import aftersales_counter_hold
from . import aftersales_counter_payment
from . import aftersales_counter_refund
