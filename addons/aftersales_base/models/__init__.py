from . import aftersales_transition_mixin
from . import aftersales_transition_log
