from odoo import api, fields, models
from odoo.exceptions import ValidationError

# What manufacturers' lists call the unit one part is counted in.
PIECE_WORDS = (
    "pc",
    "pcs",
    "piece",
    "pieces",
    "ea",
    "each",
    "unit",
    "units",
    "件",
    "个",
    "只",
    "支",
    "根",
    "片",
    "颗",
    "块",
)


class UomUom(models.Model):
    _inherit = "uom.uom"

    is_whole_only = fields.Boolean(
        "Whole Pieces Only",
        help="Nobody sells, receives, counts or uses half of one. The unit this one is a multiple of says it for it.",
    )

    def _check_whole(self, quantity, part):
        """Refuse a part of a piece, in whatever unit somebody entered it: half a dozen are six, half a piece is none.

        :param float quantity: in this unit
        :param part: ``product.product`` or another record the refusal names
        :raise ValidationError: the quantity is none of whole pieces
        """
        unit = self
        while unit.relative_uom_id and not unit.is_whole_only:
            quantity *= unit.relative_factor
            unit = unit.relative_uom_id
        if unit.is_whole_only and not unit.is_zero(quantity - round(quantity)):
            raise ValidationError(
                self.env._(
                    "%(part)s is counted in whole %(unit)s; %(quantity)s of it cannot be. Enter a whole number.",
                    part=part.display_name,
                    unit=unit.name,
                    quantity=f"{quantity:g}",
                )
            )

    @api.model
    def _get_units_by_word(self):
        """Words for units, in small letters, as lists write them: every unit's name in every language, and the usual
        words for one piece.

        :return: word → id
        :rtype: dict[str, int]
        """
        words = dict.fromkeys(PIECE_WORDS, self.env.ref("uom.product_uom_unit").id)
        for lang, _name in self.env["res.lang"].get_installed():
            units = self.with_context(lang=lang).search([("active", "=", True)])
            words |= {unit.name.casefold(): unit.id for unit in units}
        return words
