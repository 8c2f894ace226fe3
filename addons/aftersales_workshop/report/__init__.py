from . import aftersales_payer_line
from . import aftersales_job_share
from . import aftersales_part_backorder
