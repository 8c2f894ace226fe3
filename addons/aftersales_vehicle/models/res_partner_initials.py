from odoo import api, fields, models
from odoo.tools import SQL, sql

from odoo.addons.aftersales_base.rules.pinyin import name_initials

from ..rules.search_keys import has_chinese

SLICE = 20_000


class ResPartner(models.Model):
    """Initials of Chinese names, by which an advisor finds an owner: 张小明 is ``zxm``."""

    _inherit = "res.partner"

    name_initials = fields.Char(
        "Initials",
        compute="_compute_name_initials",
        store=True,
        precompute=True,
        help="First letters of the readings; only of names in Chinese characters.",
    )

    _name_initials_index = models.Index("(name_initials text_pattern_ops) WHERE name_initials IS NOT NULL")

    @api.depends("name")
    def _compute_name_initials(self):
        for partner in self:
            partner.name_initials = get_initials(partner.name)

    def _auto_init(self):
        """The column is filled here where there are contacts already: one by one it would take minutes."""
        if sql.table_exists(self.env.cr, self._table) and not sql.column_exists(
            self.env.cr, self._table, "name_initials"
        ):
            sql.create_column(self.env.cr, self._table, "name_initials", "varchar")
            self._fill_name_initials()
        return super()._auto_init()

    @api.model
    def _fill_name_initials(self):
        """Initials of all names that have none yet, in slices."""
        last = 0
        while rows := self.env.execute_query(
            SQL(
                "SELECT id, name FROM res_partner WHERE id > %s AND name ~ '[㐀-鿿]' ORDER BY id LIMIT %s",
                last,
                SLICE,
            )
        ):
            last = rows[-1][0]
            found = [(partner_id, letters) for partner_id, name in rows if (letters := get_initials(name))]
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE res_partner SET name_initials = filled.letters
                      FROM (SELECT unnest(%s) AS id, unnest(%s) AS letters) AS filled
                     WHERE res_partner.id = filled.id
                    """,
                    [partner_id for partner_id, _letters in found],
                    [letters for _partner_id, letters in found],
                )
            )


def get_initials(name):
    """Initials of a name in Chinese characters, False for any other."""
    return (name_initials(name) or False) if has_chinese(name) else False
