"""What every addon tells the Apps screen about itself, and the parts of its description."""

import struct

import pytest

from aftersales_setup import addons
from aftersales_setup.place import Place

MANIFESTS = addons.manifests(Place().addons)
FRAGMENTS = ("DESCRIPTION", "CONFIGURE", "USAGE", "CONTEXT", "ROADMAP")


@pytest.mark.parametrize("name", MANIFESTS)
def test_addon_introduces_itself(name):
    manifest = MANIFESTS[name]
    assert manifest["version"].startswith("19.0.")
    assert manifest["license"] == "LGPL-3"
    assert manifest["category"] == "Services/After-sales"
    assert manifest["author"]
    assert len(manifest["summary"]) > 20


@pytest.mark.parametrize("name", MANIFESTS)
def test_addon_has_a_square_icon(place, name):
    header = (place.addons / name / "static" / "description" / "icon.png").read_bytes()[:24]
    assert header.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", header[16:])
    assert width == height >= 100


@pytest.mark.parametrize("name", [name for name in MANIFESTS if name != addons.DEMO])
def test_addon_describes_itself(place, name):
    folder = place.addons / name / "readme"
    assert [part for part in FRAGMENTS if not (folder / f"{part}.md").read_text(encoding="utf-8").strip()] == []


def test_every_department_is_found_on_the_apps_screen():
    """The Apps screen lists applications only, until its filter is taken off."""
    hidden = [name for name, manifest in MANIFESTS.items() if not manifest.get("application")]
    assert hidden == [addons.DEMO]


@pytest.mark.parametrize("name", MANIFESTS)
def test_every_data_file_is_loaded(place, name):
    listed = MANIFESTS[name].get("data", [])
    found = [
        str(path.relative_to(place.addons / name))
        for folder in ("data", "report", "security", "views", "wizard")
        for path in (place.addons / name / folder).glob("*.*")
        if path.suffix in {".xml", ".csv"}
    ]
    assert sorted(listed) == sorted(found)
