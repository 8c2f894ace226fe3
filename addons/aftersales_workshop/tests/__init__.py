from . import (
    test_bad_input,
    test_companies,
    test_down_payment,
    test_evidence,
    test_guards,
    test_host_money,
    test_main_job,
    test_main_job_tour,
    test_metrics,
    test_money,
    test_order_form,
    test_parts_batch,
    test_payer_shares,
    test_prints,
    test_queries,
    test_race,
    test_replay,
    test_vehicle_life,
    test_written_by_hand,
)

from . import test_waiting_parts
from . import test_vehicle_file
from . import test_replacement
from . import test_part_request
from . import test_hidden_phones
from . import test_duty_work

from . import test_part_places
