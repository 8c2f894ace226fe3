from odoo import api, models
from odoo.exceptions import UserError


class AftersalesByHandMixin(models.AbstractModel):
    """Fields that are computed or written by the document's own steps; a program meets the same refusal as a person.

    The steps check first and write with ``sudo``.
    """

    _name = "aftersales.by.hand.mixin"
    _description = "Fields Nobody Writes by Hand"

    _kept_fields: frozenset[str] = frozenset()

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            for vals in vals_list:
                self._check_by_hand({name: value for name, value in vals.items() if value})
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            self._check_by_hand(vals)
        return super().write(vals)

    def _check_by_hand(self, vals):
        """:raise UserError: one of the values is kept by the system for these documents"""
        kept = self._get_kept_names()
        if (names := sorted(kept & vals.keys())) and self._is_kept():
            raise UserError(
                self.env._(
                    "%(field)s is kept by the system. Use the buttons of the document.",
                    field=self._fields[names[0]]._description_string(self.env),
                )
            )

    def _is_kept(self):
        """Hook: whether these documents, or new ones where there are none yet, are ours to keep."""
        return True

    @api.model
    def _get_kept_names(self):
        """Hook: a mixin adds the fields it keeps of every document."""
        return self._kept_fields | self._get_computed_names()

    @api.model
    def _get_computed_names(self):
        """Stored fields that follow from others; the ORM would take any value for them."""
        return {
            name
            for name, field in self._fields.items()
            if field.store and field.compute and field.readonly and not field.inverse
        }
