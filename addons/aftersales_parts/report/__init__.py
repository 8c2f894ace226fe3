from . import aftersales_part_margin_report
