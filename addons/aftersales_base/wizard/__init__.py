from . import aftersales_metric_close
