import io

from lxml import html
from pypdf import PdfReader

from odoo.tests import tagged

from .common import WorkshopCase


@tagged("post_install", "-at_install")
class TestPrints(WorkshopCase):
    """The sheets a customer takes home, in the language of whoever prints them."""

    def print_sheet(self, report, order, lang):
        """Text of the sheet, once it also came out as a page of PDF."""
        reports = self.env["ir.actions.report"].with_user(self.cashier).with_context(lang=lang)
        name = f"aftersales_workshop.{report}"
        pdf, kind = reports.with_context(force_report_rendering=True)._render_qweb_pdf(name, order.ids)
        self.assertEqual((kind, len(PdfReader(io.BytesIO(pdf)).pages)), ("pdf", 1))
        page, _kind = reports._render_qweb_html(name, order.ids)
        return " ".join(html.fromstring(page).text_content().split())

    def test_sheets_are_printed_in_both_languages(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        order = self.receive(insurer_id=self.insurer.id)
        self.add_job(order)
        self.share(self.add_part(order, self.pads), "insurer", percent=30)
        self.go_through(order)
        for report, lang, words in (
            ("action_report_repair_order", "en_US", ["Repair Order", "Brakes squeal", "Insurer 30 %", "379.00"]),
            ("action_report_settlement", "en_US", ["Settlement Sheet", "289.30", "89.70", "Still Due"]),
            ("action_report_repair_order", "zh_CN", ["维修工单", "保险公司"]),
            ("action_report_settlement", "zh_CN", ["结算单", "未税合计"]),
        ):
            text = self.print_sheet(report, order, lang).replace("\xa0", " ")
            for word in ["Store", self.car.vin, *words]:
                self.assertIn(word, text, (report, lang))
