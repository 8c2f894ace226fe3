from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Parts people call suppliers and the workshops that buy on account, also where these own a car."""

    _inherit = "res.partner"

    @api.model
    def _get_hidden_phone_condition(self, alias):
        hidden = super()._get_hidden_phone_condition(alias)
        supplier, network = (
            SQL.identifier(alias, name, to_flush=self._fields[name])
            for name in ("supplier_rank", "is_network_customer")
        )
        return SQL("(COALESCE(%s, 0) = 0 AND %s IS NOT TRUE AND %s)", supplier, network, hidden)
