from . import (
    test_bad_input,
    test_guards,
    test_host_money,
    test_main_job,
    test_main_job_tour,
    test_money,
    test_order_form,
    test_payer_shares,
    test_prints,
    test_race,
    test_written_by_hand,
)
