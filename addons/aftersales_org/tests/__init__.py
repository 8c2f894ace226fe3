from . import test_policy
from . import test_improvement
from . import test_budget
from . import test_meeting
from . import test_circular
from . import test_catalogue
from . import test_duty
from . import test_job_description
from . import test_org_setup
from . import test_position
from . import test_position_change
from . import test_position_rights
from . import test_race
from . import test_roles
from . import test_speed
from . import test_metrics
from . import test_target
from . import test_target_rules

from . import test_area
from . import test_equipment
from . import test_my_duties
from . import test_office_file

from . import test_training
