from . import (
    test_guards,
    test_main_job,
    test_main_job_tour,
    test_money,
    test_order_form,
    test_payer_shares,
    test_prints,
    test_written_by_hand,
)
