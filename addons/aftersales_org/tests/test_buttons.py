from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestButtons(TransactionCase):
    """A button sends the records it stands on, also where none is chosen."""

    def test_methods_of_buttons_take_records(self):
        buttons = set()
        for view in self.env["ir.ui.view"].search([("model", "=like", "aftersales.%"), ("type", "!=", "qweb")]):
            for button in etree.fromstring(view.arch).iter("button"):
                if button.get("type") == "object":
                    buttons.add((view.model, button.get("name")))
        self.assertIn(("aftersales.shift", "action_create_usual"), buttons)
        wrong = [
            f"{model}.{name}"
            for model, name in sorted(buttons)
            if model in self.env and getattr(getattr(self.env[model], name, None), "_api_model", False)
        ]
        self.assertEqual(wrong, [])
