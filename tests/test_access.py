"""Every model of ours can be reached by somebody, and by rights of its own addon."""

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestAccess(TransactionCase):
    """What must hold for every model, whichever addon brings it."""

    def _our_models(self):
        models = (self.env[model.model] for model in self.env["ir.model"].search([]) if model.model in self.env)
        return [model for model in models if (model._original_module or "").startswith("aftersales_")]

    def test_every_model_has_access_rights(self):
        granted = set(self.env["ir.model.access"].search([("perm_read", "=", True)]).model_id.mapped("model"))
        ours = [model._name for model in self._our_models() if not model._abstract]
        self.assertIn("aftersales.transition.log", ours)
        self.assertEqual([name for name in ours if name not in granted], [])

    def test_no_access_right_is_for_everybody(self):
        ours = [model._name for model in self._our_models()]
        open_to_all = self.env["ir.model.access"].search([("group_id", "=", False), ("model_id.model", "in", ours)])
        self.assertEqual(open_to_all.mapped("name"), [])
