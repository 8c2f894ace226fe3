"""What the documentation points at is there."""

import re

import pytest

from aftersales_setup.place import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# The map of the code writes ``workshop/models/x.py`` for a file of ``addons/aftersales_workshop``.
SHORT = re.compile(r"`((?:base|org|vehicle|parts|workshop)/[\w/]+\.\w+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_map_of_the_code_names_files_that_exist():
    text = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    named = SHORT.findall(text)
    assert len(named) > 10
    assert [path for path in named if not (ROOT / "addons" / f"aftersales_{path}").is_file()] == []
    tools = re.findall(r"`(\w+\.py)` \(", text)
    assert [name for name in tools if not (ROOT / "tools" / "aftersales_setup" / name).is_file()] == []


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "design"
    listed = (folder / "README.md").read_text(encoding="utf-8")
    pages = sorted(path.name for path in folder.glob("*.md") if path.name != "README.md")
    assert [page for page in pages if f"({page})" not in listed] == []
