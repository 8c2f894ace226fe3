"""Every linter is clean; the same table serves ``./test lint``."""

import pytest
import yaml

from aftersales_setup import lint
from aftersales_setup.place import Place


@pytest.mark.parametrize("name", lint.linters(Place()))
def test_linter_is_clean(place, name):
    result = lint.linters(place)[name].run(place)
    assert not result.returncode, result.stdout


def test_commits_are_checked_by_the_same_linters(place):
    config = yaml.safe_load((place.root / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    [local] = config["repos"]
    assert local["repo"] == "local"
    assert {hook["id"]: hook["entry"] for hook in local["hooks"]} == {
        name: f"./test lint {name}" for name in lint.linters(place)
    }
