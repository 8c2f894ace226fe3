from . import aftersales_payer_line
