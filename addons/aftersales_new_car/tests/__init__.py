from . import test_car_returned
from . import test_new_car
from . import test_new_car_duty
from . import test_new_car_guards
from . import test_car_stores
