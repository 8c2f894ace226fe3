from . import aftersales_by_hand_mixin
from . import aftersales_numbered_mixin
from . import aftersales_transition_mixin
from . import aftersales_evidence_mixin
from . import aftersales_transition_log
from . import aftersales_import_field
from . import aftersales_import_mapping
from . import aftersales_import_column
from . import aftersales_import_line
from . import aftersales_import_handler
from . import aftersales_import
from . import aftersales_import_file
from . import aftersales_import_preview
from . import aftersales_import_run
from . import aftersales_metric
from . import aftersales_metric_figures
from . import aftersales_metric_value
from . import aftersales_metric_value_line
from . import res_company

from . import aftersales_checklist_section
from . import aftersales_checklist_question_mixin
from . import aftersales_checklist_mixin
from . import aftersales_checklist_template
from . import aftersales_checklist_template_line
from . import aftersales_checklist
from . import aftersales_checklist_line
from . import aftersales_rectification

from . import aftersales_approval_rule
from . import aftersales_approval_request
from . import aftersales_approval_mixin

from . import ir_attachment
