from . import test_new_car
from . import test_new_car_guards
from . import test_new_car_duty
