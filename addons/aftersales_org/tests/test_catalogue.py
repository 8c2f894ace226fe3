import logging
import re

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools import file_open

_logger = logging.getLogger(__name__)

# An example of a code, shown in an empty field, is the same in every language; an export leaves such texts empty.
CODE = re.compile(r"[A-Z]+-[A-Z0-9]+")

# Every duty of the organisation, by code. None may be missing, none may be made up.
DUTIES = {
    "GM": 1,
    "ASM": 13,
    "INF": 7,
    "SA": 1,
    "TEC": 7,
    "WS": 6,
    "WAR": 1,
    "PT": 4,
    "CS": 5,
    "TS": 3,
    "TRN": 2,
    "MKT": 1,
    "FIN": 1,
    "ADM": 3,
    "FC": 2,
    "FP": 2,
    "FT": 4,
    "FL": 2,
    "FS": 3,
}
DUTY_CODES = [f"{prefix}-{number}" for prefix, last in DUTIES.items() for number in range(1, last + 1)]

FUNCTIONS = [
    "D-SALES",
    "D-BIZ",
    "D-MKT",
    "D-CS",
    "D-PROC",
    "D-PARTS",
    "D-SHOP",
    "D-FIN",
    "D-OFF",
    "F-CUST",
    "F-PROV",
    "F-TECH",
    "F-PARTS",
    "F-SETTLE",
]


@tagged("post_install", "-at_install")
class TestCatalogue(TransactionCase):
    """All positions and duties are there, in both languages, each duty with the addon that brings its screen."""

    def test_every_duty_is_there_and_has_a_screen_or_its_addon(self):
        unfilled = []
        for code in DUTY_CODES:
            duty = self.env.ref("aftersales_org.duty_" + code.lower().replace("-", "_"), raise_if_not_found=False)
            with self.subTest(code):
                self.assertTrue(duty, "no such duty")
                self.assertEqual(duty.code, code)
                self.assertTrue(duty.position_ids, "nobody's duty")
                self.assertTrue(duty.department_id.function)
                self.assertTrue(duty.summary and duty.kind and duty.frequency)
                self.assertRegex(duty.module or "", r"^aftersales_[a-z]+$")
                if not duty.action_id:
                    unfilled.append(f"{code} ({duty.module})")
        _logger.info("Duties without a screen: %s of %s: %s", len(unfilled), len(DUTY_CODES), ", ".join(unfilled))

    def test_no_duty_is_made_up(self):
        supplied = self.env["ir.model.data"].search(
            [
                ("module", "=", "aftersales_org"),
                ("model", "=", "aftersales.duty"),
            ]
        )
        self.assertEqual(
            set(self.env["aftersales.duty"].browse(supplied.mapped("res_id")).mapped("code")), set(DUTY_CODES)
        )

    def test_duty_that_is_filled_is_filled_by_its_addon(self):
        installed = self.env["ir.module.module"]._installed()
        for duty in self.env["aftersales.duty"].search([("has_screen", "=", True)]):
            self.assertIn(duty.module, installed, f"{duty.code} leads somewhere, but its addon is not installed")

    def test_every_department_function_is_there(self):
        for code in FUNCTIONS:
            function = self.env.ref("aftersales_org.department_" + code.lower().replace("-", "_"))
            self.assertEqual(function.code, code)
            self.assertTrue(function.function)

    def test_every_position_reads_in_both_languages_and_has_a_description(self):
        for position in self.env["aftersales.position"].search([]):
            self.assertTrue(position.description, position.code)


@tagged("post_install", "-at_install")
class TestCatalogueInChinese(TransactionCase):
    """In a Chinese store no English word is left in what the addon supplies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"].search([("name", "=", "aftersales_org")])._update_translations(["zh_CN"])

    def test_supplied_records_are_chinese(self):
        allowed = re.compile(r"4S|5S|[0-9、，。；：（）/ ]")
        for model in (
            "aftersales.department",
            "aftersales.position",
            "aftersales.duty",
            "aftersales.org.template",
            "aftersales.org.template.department",
            "aftersales.org.template.position",
        ):
            names = [field.name for field in self.env[model]._fields.values() if field.translate]
            data = self.env["ir.model.data"].search([("module", "=", "aftersales_org"), ("model", "=", model)])
            for record in self.env[model].with_context(lang="zh_CN").browse(data.mapped("res_id")):
                for name in names:
                    text = allowed.sub("", record[name] or "")
                    self.assertFalse(re.search(r"[A-Za-z]", text), f"{model} {record.id} {name}: {record[name]}")

    def test_every_text_is_translated(self):
        with file_open("aftersales_org/i18n/zh_CN.po", "rb") as source:
            entries = polib.pofile(source.read().decode())
        missing = [entry.msgid for entry in entries if not entry.msgstr and not CODE.fullmatch(entry.msgid)]
        self.assertEqual(missing, [])

    def test_a_word_of_the_trade(self):
        advisor = self.env.ref("aftersales_org.position_service_advisor").with_context(lang="zh_CN")
        self.assertEqual(advisor.name, "服务顾问")
        self.assertEqual(
            self.env.ref("aftersales_org.org_template_dealer_workshop").with_context(lang="zh_CN").name, "车间"
        )
