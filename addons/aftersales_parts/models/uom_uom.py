from odoo import api, models

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
