from . import aftersales_org_setup
from . import aftersales_org_setup_line

from . import aftersales_target_breakdown
from . import aftersales_target_breakdown_line
from . import aftersales_target_copy
from . import aftersales_target_revise

from . import aftersales_audit_planning

from . import aftersales_hire
from . import aftersales_hire_line
from . import aftersales_incentive_correct
from . import aftersales_incentive_prepare
from . import aftersales_attendance_sheet
from . import aftersales_shift_pattern_apply
from . import aftersales_session_invitation
