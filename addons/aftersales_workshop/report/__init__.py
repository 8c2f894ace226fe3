from . import aftersales_payer_line
from . import aftersales_job_share
