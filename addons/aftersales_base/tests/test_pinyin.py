from odoo.tests import BaseCase, tagged

from ..rules import pinyin


@tagged("post_install", "-at_install")
class TestPinyin(BaseCase):
    def test_each_character_gives_the_first_letter_of_its_reading(self):
        for text, letters in [
            ("张伟", "zw"),
            ("机油滤清器", "jylqq"),
            ("前制动片", "qzdp"),
            ("喆堃", "zk"),
            ("AC滤芯 2", "aclx2"),
            ("", ""),
            (None, ""),
        ]:
            self.assertEqual(pinyin.initials(text), letters, text)

    def test_a_family_name_is_read_as_such(self):
        self.assertEqual(pinyin.name_initials("曾国强"), "zgq")
        self.assertEqual(pinyin.name_initials("单田芳"), "stf")
        self.assertEqual(pinyin.name_initials("李曾"), "lc")
        self.assertEqual(pinyin.name_initials(None), "")

    def test_what_can_be_initials(self):
        for text in ("zw", "JYLQQ", " zgq "):
            self.assertTrue(pinyin.is_initials(text), text)
        for text in ("z", "abcdefghi", "zw1", "张w", "", None):
            self.assertFalse(pinyin.is_initials(text), text)
