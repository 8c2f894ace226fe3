from . import test_period
from . import test_tabular
from . import test_figures
from . import test_metric
