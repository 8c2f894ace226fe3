from odoo.tests import BaseCase

from odoo.addons.aftersales_base.tests.laws import given, st

from ..rules import plate

SERIAL = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"
FORMS = {
    "京A12345": "standard",
    "沪C8K19P": "standard",
    "粤BD12345": "new_energy",
    "京AF0A234": "unknown",
    "京AFA1234": "new_energy",
    "浙AG12345": "new_energy",
    "京AI12345": "unknown",
    "京A12345D": "new_energy_large",
    "京A12345F": "new_energy_large",
    "京A12345G": "unknown",
    "京A1234挂": "trailer",
    "京A1234学": "learner",
    "京A1234警": "police",
    "京O12345": "police",
    "粤Z1234港": "hong_kong",
    "粤Z1234澳": "macau",
    "使014001": "embassy",
    "沪A1234领": "consulate",
    "WJ京12345": "armed_police",
    "临123456": "temporary",
    "粤AD12345": "new_energy",
    "WJ0112345": "armed_police",
    "军A12345": "military",
    "VA12345": "military",
    "川X0012应急": "emergency",
    "京A1234试": "test_drive",
    "京A1234超": "oversize",
    "鲁1312345": "agricultural",
    "京A12345临": "temporary",
    "224001使": "embassy",
    "京I12345": "unknown",
    "京A1234O": "unknown",
    "京A1234": "unknown",
    "A12345": "unknown",
    "台A12345": "unknown",
    "ABC-123": "unknown",
}


class TestPlate(BaseCase):
    """Every Chinese kind of plate is known; what is not is kept as it is."""

    def test_kinds(self):
        for text, kind in FORMS.items():
            self.assertEqual(plate.parse(text).kind, kind, text)

    def test_plate_is_the_same_however_it_is_written(self):
        for text in (
            "京a12345",
            "京A·12345",
            "京 A 12345",
            "京Ａ１２３４５",
            "京A.12345",
            "京A-123 45",
            " 京A・12345\n",
        ):
            self.assertEqual(plate.parse(text), plate.Plate("京A12345", "standard"), text)

    def test_what_can_be_no_plate_stays_as_it_was_typed(self):
        for text, kept in [("苏ｅ·88ｋ 88", "苏E88K88"), ("kb 1234-x", "KB1234X"), ("ABC-?!", "ABC-?!"), (" - ", "")]:
            self.assertEqual(plate.tidy(text), kept)

    def test_unknown_form_is_kept(self):
        self.assertEqual(plate.parse("kb 1234-x"), plate.Plate("KB1234X", "unknown"))
        self.assertFalse(plate.is_known("KB1234X"))
        self.assertTrue(plate.is_known("粤bd·12345"))

    def test_nothing_is_nothing(self):
        self.assertEqual(plate.parse(None), plate.Plate("", "unknown"))
        self.assertEqual(plate.parse(" · "), plate.Plate("", "unknown"))

    @given(st.sampled_from(plate.PROVINCES), st.sampled_from("ABCDEFGH"), st.text(SERIAL, min_size=5, max_size=5))
    def test_every_plain_plate_is_standard(self, province, office, serial):
        written = f"{province}{office}·{serial}".lower()
        self.assertEqual(plate.parse(written), plate.Plate(f"{province}{office}{serial}", "standard"))

    @given(st.text())
    def test_any_text_is_read_without_error_and_once_is_enough(self, text):
        read = plate.parse(text)
        self.assertEqual(plate.parse(read.text), read)
