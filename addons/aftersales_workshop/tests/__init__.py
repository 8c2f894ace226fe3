from . import test_main_job
from . import test_money
from . import test_guards
