from . import aftersales_part_where
from . import aftersales_part_where_line
