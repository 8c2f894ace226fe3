from . import aftersales_transition_mixin
from . import aftersales_transition_log
from . import aftersales_import_field
from . import aftersales_import_mapping
from . import aftersales_import_column
from . import aftersales_import_line
from . import aftersales_import_handler
from . import aftersales_import
