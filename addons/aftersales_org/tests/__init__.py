from . import test_catalogue
from . import test_duty
from . import test_org_setup
from . import test_position
from . import test_position_rights
from . import test_race
from . import test_roles
from . import test_speed
