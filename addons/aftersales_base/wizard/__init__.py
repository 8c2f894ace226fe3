from . import aftersales_metric_close
from . import aftersales_approval_ask
