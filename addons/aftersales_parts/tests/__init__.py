from . import test_part_number
from . import test_part_unique
from . import test_part_search
from . import test_part_stock
from . import test_part_rights
from . import test_core_flows

from . import test_receiving_rules
from . import test_part_backorder
from . import test_receiving
from . import test_supplier_claim
from . import test_receiving_tour
from . import test_receiving_race
from . import test_receiving_core_flows
from . import test_supply_figures
from . import test_supersession

from . import test_planning_rules
from . import test_part_demand
from . import test_part_planning
from . import test_order_proposal
from . import test_parts_purchase
from . import test_fresh_stock
from . import test_reservation_race
from . import test_part_below_zero
from . import test_count_quota
from . import test_stock_count
