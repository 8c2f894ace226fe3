from odoo import models


class IrRule(models.Model):
    """Staff of the store is refused in sober words; the host jokes, and sends everybody to the administrator."""

    _inherit = "ir.rule"

    def _make_access_error(self, operation, records):
        """As the host's, which keeps its details for who looks for a fault, and what it says of other companies."""
        error = super()._make_access_error(operation, records)
        user = self.env.user
        if user.has_group("aftersales_base.group_user") and not user.has_group("base.group_no_one"):
            error.args = (self.with_context(lang=user.lang)._describe_refusal(operation, records), *error.args[1:])
        return error

    def _describe_refusal(self, operation, records):
        kind = self.env["ir.model"]._get(records._name).name
        sentences = {
            "read": self.env._("%(kind)s: you may not see this record.", kind=kind),
            "write": self.env._("%(kind)s: you may not change this record.", kind=kind),
            "create": self.env._("%(kind)s: you may not create this record.", kind=kind),
            "unlink": self.env._("%(kind)s: you may not delete this record.", kind=kind),
        }
        advice = self.env._(
            "It is another person's, or another store's. Switch to the store it belongs to, or ask your manager."
        )
        return f"{sentences[operation]}\n\n{advice}"
