from . import test_period
from . import test_pinyin
from . import test_tabular
from . import test_figures
from . import test_metric
from . import test_checklist_rules
from . import test_checklist
from . import test_rectification
