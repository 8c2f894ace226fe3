"""What must hold for every screen of ours, whichever addon brings it."""

from lxml import etree

from odoo.tests import TransactionCase, tagged

SCREENS = ("list", "form", "kanban")


@tagged("post_install", "-at_install")
class TestScreens(TransactionCase):
    """Lists, forms and cards as people see them."""

    def test_amounts_are_shown_with_their_currency(self):
        """The web client reads the sign from the currency's field, which has to stand on the same screen."""
        bare = [
            f"{view.xml_id}: {', '.join(sorted(amounts))}"
            for view in self._our_views()
            for screen, model in self._screens_of(view)
            if (amounts := self._bare_amounts(screen, model))
        ]
        self.assertFalse(bare, "Amounts without the field of their currency:\n" + "\n".join(bare))

    def _our_views(self):
        """Without those that change a form of the host in a detail: its amounts are the host's."""
        names = self.env["ir.model.data"].search([("model", "=", "ir.ui.view"), ("module", "=like", "aftersales\\_%")])
        views = self.env["ir.ui.view"].browse(names.mapped("res_id"))
        return views.filtered(lambda view: not view.inherit_id and view.type in SCREENS)

    def _screens_of(self, view):
        """The view itself, and the lists, forms and cards of its lines: pairs of element and model."""
        root = etree.fromstring(view.get_combined_arch())
        yield root, self.env[view.model]
        for screen in root.iterdescendants(*SCREENS):
            model = self.env[view.model]
            fields = [node for node in screen.iterancestors("field") if node.get("name")]
            for field in reversed(fields):
                model = self.env[model._fields[field.get("name")].comodel_name]
            yield screen, model

    def _bare_amounts(self, screen, model):
        shown = {node.get("name") for node in screen.iter("field") if self._screen_around(node) is screen}
        fields = [model._fields[name] for name in shown if name in model._fields]
        return {
            field.name for field in fields if field.type == "monetary" and field.get_currency_field(model) not in shown
        }

    def _screen_around(self, node):
        return next(node.iterancestors(*SCREENS), None)
