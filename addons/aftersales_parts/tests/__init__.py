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
from . import test_receiving_rules
from . import test_part_backorder
from . import test_receiving
from . import test_supplier_claim
from . import test_receiving_tour
from . import test_receiving_race
from . import test_receiving_core_flows
from . import test_supply_figures

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
from . import test_part_price
from . import test_price_import
from . import test_price_import_bad
from . import test_part_import
from . import test_lost_sale
from . import test_part_stock_report
from . import test_counter_sale
from . import test_internal_use
from . import test_stock_quality
from . import test_stock_reconciliation
from . import test_counter_approval
from . import test_counter_return
from . import test_counter_call_off
from . import test_network
from . import test_supersession_race
from . import test_counter_race
from . import test_counter_tour

from . import test_corners
from . import test_order_urgent_race
from . import test_store_days
from . import test_counter_screen

from . import test_whole_pieces

from . import test_part_places
from . import test_supplier_claim_ends
from . import test_supplier_credit
from . import test_picked_first

from . import test_stock_count_scanning
from . import test_part_margin
from . import test_receiving_steps
from . import test_stock_proposal_stores
