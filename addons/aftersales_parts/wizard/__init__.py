from . import aftersales_order_propose
from . import aftersales_order_urgent
