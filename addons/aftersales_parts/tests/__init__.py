from . import test_part_number
from . import test_part_unique
from . import test_part_search
from . import test_part_stock
from . import test_part_rights
from . import test_core_flows

from . import test_supersession
from . import test_supersession_rules
from . import test_fitment_rules
from . import test_fitment
from . import test_replacement_lines
from . import test_part_whereabouts
from . import test_part_import
from . import test_supersession_race
