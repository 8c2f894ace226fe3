from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..rules import search_keys
from .res_partner import PHONE_DIGITS

ENGINE_CODE = "upper(regexp_replace(engine_no, '[^0-9A-Za-z]', '', 'g'))"
POSITIVE_OPERATORS = ("in", "=", "ilike", "like", "=ilike", "=like")
LIKE_SPECIAL = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class AftersalesVehicle(models.Model):
    """The search box: one text, and only the indexes that can hold it are asked."""

    _inherit = "aftersales.vehicle"

    # Without a condition, as the other indexes on expressions: PostgreSQL would not use its statistics.
    _engine_code_index = models.Index(f"(({ENGINE_CODE}) text_pattern_ops)")

    @api.model
    def _search_display_name(self, operator, value):
        if operator not in POSITIVE_OPERATORS:
            return NotImplemented
        if operator.endswith("like") and not value:
            return Domain.TRUE
        texts = value if operator == "in" else [value]
        keys = [search_keys.read(text, with_trigrams=self.pool.has_trigram) for text in texts if text]
        people = [query for one in keys for query in self._get_people(one)]
        if not any(keys):
            return Domain.FALSE
        if not people:
            return Domain.custom(to_sql=lambda _model, alias, _query: self._get_identity_condition(keys, alias))
        return Domain("id", "in", SQL("(%s)", SQL(" UNION ").join(self._get_search_queries(keys, people))))

    @api.model
    def _get_search_queries(self, keys, people):
        """A ``SELECT id`` per way to the car.

        Put together by UNION, since PostgreSQL uses no index for an OR with a sub-select in it.

        :param keys: list of ``SearchKeys``
        :param people: queries for partners
        :return: list of ``SQL``
        """
        conditions = [
            SQL("%s IN %s", SQL.identifier(name, to_flush=self._fields[name]), partners.subselect())
            for partners in people
            for name in ("owner_id", "driver_id")
        ]
        if any(form for one in keys for form in self._get_identity_forms(one, self._table)):
            conditions.append(self._get_identity_condition(keys, self._table))
        return [SQL("SELECT id FROM aftersales_vehicle WHERE %s", condition) for condition in conditions]

    @api.model
    def _get_identity_condition(self, keys, alias):
        forms = [form for one in keys for form in self._get_identity_forms(one, alias)]
        return SQL("(%s)", SQL(" OR ").join(forms))

    @api.model
    def _get_identity_forms(self, keys, alias):
        """Conditions on VIN and plate, each in the form of its index; a hook for further keys."""
        vin, plate, engine = (
            SQL.identifier(alias, name, to_flush=self._fields[name]) for name in ("vin", "plate", "engine_no")
        )
        forms = [
            (keys.vin, SQL("%s = ", vin), "{}"),
            (keys.vin_start, SQL("%s LIKE ", vin), "{}%"),
            (keys.vin_end and keys.vin_end[::-1], SQL("reverse(%s) LIKE ", vin), "{}%"),
            (keys.plate_start, SQL("%s LIKE ", plate), "{}%"),
            (keys.plate_start_without_province, SQL("substr(%s, 2) LIKE ", plate), "{}%"),
            (keys.plate_end and keys.plate_end[::-1], SQL("reverse(%s) LIKE ", plate), "{}%"),
            (keys.engine_start, SQL("%s LIKE ", SQL(ENGINE_CODE.replace("engine_no", "%s"), engine)), "{}%"),
        ]
        return [SQL("%s%s", left, pattern.format(_escape(key))) for key, left, pattern in forms if key]

    @api.model
    def _get_people(self, keys):
        """Queries for the partners a key may mean, as far as the user may see them."""
        partners = self.env["res.partner"].with_context(active_test=False)

        def column(alias, name):
            return SQL.identifier(alias, name, to_flush=partners._fields[name])

        def by_phone(_model, alias, _query):
            digits = SQL("reverse(%s)", SQL(PHONE_DIGITS.replace("phone", "%s"), column(alias, "phone")))
            if self.env.su or self._may_know_phones():
                return SQL("%s LIKE %s", digits, f"{keys.phone_end[::-1]}%")
            # by its end the hidden digits could be asked for one after the other
            return SQL("%s IN (%s, %s)", digits, keys.phone_end[::-1], f"86{keys.phone_end}"[::-1])

        def by_name_start(_model, alias, _query):
            return SQL("lower(%s) LIKE %s", column(alias, "name"), f"{_escape(keys.name_start.lower())}%")

        def by_name_part(_model, alias, _query):
            return SQL("%s ILIKE %s", column(alias, "name"), f"%{_escape(keys.name_part)}%")

        def by_initials(_model, alias, _query):
            return SQL("%s LIKE %s", column(alias, "name_initials"), f"{keys.initials}%")

        forms = [
            (keys.phone_end, by_phone),
            (keys.name_start, by_name_start),
            (keys.name_part, by_name_part),
            (keys.initials, by_initials),
        ]
        return [partners._search(Domain.custom(to_sql=to_sql)) for key, to_sql in forms if key]


def _escape(text):
    """The text as it is, for the right side of LIKE."""
    return text.translate(LIKE_SPECIAL)
