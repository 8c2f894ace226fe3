from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ResPartner(models.Model):
    """The host's search over all forms of a number, which comes with the personnel files, knows hidden ones no more."""

    _inherit = "res.partner"

    @api.model
    def _search_phone_mobile_search(self, operator, value):
        found = super()._search_phone_mobile_search(operator, value)
        if found is NotImplemented or not self._hides_phones():
            return found
        known = Domain.custom(
            to_sql=lambda model, alias, _query: SQL("NOT %s", model._get_hidden_phone_condition(alias))
        )
        return Domain(found) & known
