from . import aftersales_payer_mixin  # isort: skip (what the next ones inherit)
from . import account_analytic_distribution_model
from . import account_analytic_line
from . import account_move
from . import account_move_line
from . import aftersales_job
from . import aftersales_operation
from . import aftersales_order_type
from . import aftersales_package
from . import aftersales_package_part
from . import aftersales_payer_share
from . import aftersales_vehicle
from . import aftersales_vehicle_odometer
from . import repair_order
from . import repair_order_estimate
from . import repair_order_flow
from . import repair_order_settlement
from . import res_company
from . import res_config_settings
from . import sale_order
from . import sale_order_line
from . import stock_move
from . import stock_move_batch
from . import stock_move_line

from . import repair_order_waiting
from . import stock_move_waiting
from . import aftersales_privacy_erasure
from . import aftersales_vehicle_life
from . import aftersales_maintenance_schedule_line
from . import aftersales_order_type_service
from . import aftersales_vehicle_service_due
from . import repair_order_service_due
from . import aftersales_vehicle_unpaid
from . import repair_order_alert

from . import sale_order_line_replacement
from . import stock_move_replacement
from . import repair_order_replacement

from . import aftersales_part_request
from . import stock_move_request

from . import aftersales_stock_reconciliation
from . import stock_move_quality
from . import res_partner_phone
from . import calendar_attendee_phone
from . import calendar_event_phone

from . import stock_move_places
