from odoo import api, fields, models
from odoo.tools import SQL

from .part_price_batch import KEPT

KEY = ("product_id", "company_id", "date_from", "currency_id")


class AftersalesPartPrice(models.Model):
    """What a new row does not say stays as the row before it said, as it does in a price file; a zero is said."""

    _inherit = "aftersales.part.price"

    proposed = fields.Json(store=False, help="What the screen proposed; whatever differs from it was entered.")

    @api.onchange(*KEY)
    def _onchange_propose_known(self):
        """Propose what is known, in place of what was proposed before; what somebody entered stays."""
        if self._origin or self.company_id - self.env.companies:
            return
        proposed = self.proposed or {}
        places = {name: self[name]._origin.id for name in KEY if name != "date_from"}
        [known] = self._find_known([{**places, "date_from": self.date_from}])
        for name in self._get_fillable():
            if (self[name] or False) == (proposed.get(name) or False):
                self[name] = known.get(name)
        self.proposed = {name: known[name] for name in KEPT if known.get(name)}

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._fill_in_known(vals_list))

    @api.model
    def _fill_in_known(self, vals_list):
        """Values of new rows with what they do not say; an empty cell of a list says nothing, a screen says it all."""
        defaults = self.default_get([*KEY, *KEPT])
        wanted = [defaults | vals for vals in vals_list]
        said = [{name for name in KEPT if "proposed" in vals or _is_said(vals, name)} for vals in wanted]
        names = self._get_fillable()
        filled = []
        for vals, known, spoken in zip(vals_list, self._find_known(wanted, said), said, strict=True):
            fill = {name: known[name] for name in names if name not in spoken and known.get(name)}
            filled.append({name: value for name, value in (vals | fill).items() if name != "proposed"})
        return filled

    @api.model
    def _get_fillable(self):
        return [name for name in KEPT if self._has_field_access(self._fields[name], "write")]

    @api.model
    def _find_known(self, wanted, said=()):
        """What the last row before each day says, in one query for any number of rows.

        :param wanted: list of values of new rows, with those of ``KEY``
        :param said: list of the names each of them gives a value to; rows of the list count for later ones of it
        :return: list of dicts, field → value; empty where no row goes before or it is in another currency
        """
        found = self._find_before(wanted)
        by_day = sorted(range(len(wanted)), key=lambda place: str(wanted[place].get("date_from") or ""))
        known, latest = [{}] * len(wanted), {}
        for place in by_day:
            vals = wanted[place]
            key = (vals.get("product_id"), vals.get("company_id") or 0)
            day = fields.Date.to_date(vals.get("date_from"))
            before = max(
                filter(None, [found.get(place), latest.get(key)]), key=lambda row: row["date_from"], default={}
            )
            known[place] = before if before.get("currency_id") == vals.get("currency_id") else {}
            if said and day:
                own = {name: vals.get(name) for name in said[place]}
                latest[key] = {**known[place], **own, "date_from": day, "currency_id": vals.get("currency_id")}
        return known

    @api.model
    def _find_before(self, wanted):
        """Place in the list → the row that goes before, as a dict."""
        names = ("date_from", "currency_id", *KEPT)
        self.flush_model([*KEY, *KEPT])
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT (wanted.place - 1)::int AS place, before.*
                  FROM unnest(%(products)s::int[], %(companies)s::int[], %(days)s::date[])
                       WITH ORDINALITY AS wanted(product_id, company_id, day, place)
                 CROSS JOIN LATERAL (
                        SELECT %(names)s FROM aftersales_part_price
                         WHERE product_id = wanted.product_id AND COALESCE(company_id, 0) = wanted.company_id
                           AND date_from < wanted.day
                         ORDER BY date_from DESC LIMIT 1
                       ) before
                """,
                products=[vals.get("product_id") or None for vals in wanted],
                companies=[vals.get("company_id") or 0 for vals in wanted],
                days=[fields.Date.to_date(vals.get("date_from")) or None for vals in wanted],
                names=SQL(", ").join(SQL.identifier(name) for name in names),
            )
        )
        return {row.pop("place"): row for row in rows}


def _is_said(vals, name):
    return vals.get(name) is not None and vals[name] is not False
