from . import test_part_number
from . import test_part_unique
from . import test_part_search
from . import test_part_stock
from . import test_part_rights
from . import test_core_flows

from . import test_supersession

from . import test_counter_sale
from . import test_counter_approval
from . import test_counter_return
from . import test_network
from . import test_counter_race
from . import test_counter_tour
