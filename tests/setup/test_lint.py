"""Every linter is clean; the same table serves ``./test lint``."""

import pytest

from aftersales_setup import lint
from aftersales_setup.place import Place


@pytest.mark.parametrize("name", lint.linters(Place()))
def test_linter_is_clean(place, name):
    result = lint.linters(place)[name].run(place)
    assert not result.returncode, result.stdout
