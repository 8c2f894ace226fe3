from . import aftersales_vehicle_merge_wizard
from . import aftersales_vehicle_merge_choice
