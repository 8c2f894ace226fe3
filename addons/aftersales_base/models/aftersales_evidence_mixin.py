from odoo import models
from odoo.exceptions import UserError


class AftersalesEvidenceMixin(models.AbstractModel):
    """A document that is evidence from a state on: nothing of it is changed by hand any more.

    What its moves note, who and when, is written by nobody in any state (``_kept_fields``). A model lists its final
    states in ``_sealed_states`` and says in ``_check_may_write`` what else is refused before.
    """

    _name = "aftersales.evidence.mixin"
    _description = "Evidence"
    _inherit = ["aftersales.transition.mixin"]

    _sealed_states: frozenset[str] = frozenset()

    def write(self, vals):
        if not self.env.su:
            self._check_not_sealed()
            self._check_may_write(vals)
        return super().write(vals)

    def _check_not_sealed(self):
        name = self._transition_field
        if sealed := self.filtered(lambda document: document[name] in self._sealed_states):
            labels = dict(self._fields[name]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(document)s” is evidence in state “%(state)s” and stays as it is.",
                    document=sealed[0].display_name,
                    state=labels[sealed[0][name]],
                )
            )

    def _check_may_write(self, vals):
        """Hook: what may not be written by hand although the document is still open.

        :raise UserError: one of the values is refused
        """
