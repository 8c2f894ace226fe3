"""The log of the template's installation is judged: the rules, and the log itself."""

import pytest

from aftersales_setup import install_log
from aftersales_setup.place import Place

HEAD = "2026-05-01 08:00:00,123 42 {} store odoo.modules.loading: "


def test_template_was_installed_without_a_complaint(template):
    log = Place().home / "test" / "templates" / f"{template}.log"
    assert install_log.complaints(log.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("level", ["WARNING", "ERROR", "CRITICAL"])
def test_grave_line_is_a_complaint_with_what_follows_it(level):
    text = f"{HEAD.format(level)}something broke\nTraceback\n  File\n{HEAD.format('INFO')}done\nloose end"
    assert install_log.complaints(text) == [f"{HEAD.format(level)}something broke\nTraceback\n  File"]


def test_ordinary_lines_are_no_complaint():
    assert install_log.complaints(HEAD.format("INFO") + "a word like WARNING in the text") == []


@pytest.mark.parametrize("noise", install_log.HOST_NOISE, ids=lambda noise: noise.logger)
def test_named_noise_of_the_host_is_no_complaint_but_the_same_from_elsewhere_is(noise):
    line = f"2026-05-01 08:00:00,123 42 WARNING store {{}}: {noise.text} x"
    assert install_log.complaints(line.format(noise.logger)) == []
    assert install_log.complaints(line.format("odoo.addons.aftersales_base")) != []
    assert noise.reason
