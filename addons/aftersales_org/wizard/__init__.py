from . import aftersales_org_setup

from . import aftersales_target_breakdown
from . import aftersales_target_breakdown_line
from . import aftersales_target_copy
from . import aftersales_target_revise

from . import aftersales_audit_planning

from . import aftersales_session_invitation
