from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..rules import search_keys
from .res_partner import PHONE_DIGITS

ENGINE_CODE = "upper(regexp_replace(engine_no, '[^0-9A-Za-z]', '', 'g'))"
POSITIVE_OPERATORS = ("in", "=", "ilike", "like", "=ilike", "=like")
LIKE_SPECIAL = str.maketrans({"\\": r"\\", "%": r"\%", "_": r"\_"})


class IndexForm(NamedTuple):
    """How one key is asked, in the form of its index.

    :param key: name of the key in ``SearchKeys``
    :param column: what it is compared with
    :param condition: SQL with the column and the text
    :param pattern: how the text stands in what the column is compared with
    :param is_reversed: whether the index has the column from its end
    """

    key: str
    column: str
    condition: str
    pattern: str = "{}%"
    is_reversed: bool = False

    def to_sql(self, keys, alias, fields):
        """The condition, None where the key is not asked for."""
        if not (text := getattr(keys, self.key)):
            return None
        text = _escape(text[::-1] if self.is_reversed else text)
        column = SQL.identifier(alias, self.column, to_flush=fields[self.column])
        return SQL(self.condition, column, self.pattern.format(text))


IDENTITY_FORMS = (
    IndexForm("vin", "vin", "%s = %s", "{}"),
    IndexForm("vin_start", "vin", "%s LIKE %s"),
    IndexForm("vin_end", "vin", "reverse(%s) LIKE %s", is_reversed=True),
    IndexForm("plate_start", "plate", "%s LIKE %s"),
    IndexForm("plate_start_without_province", "plate", "substr(%s, 2) LIKE %s"),
    IndexForm("plate_end", "plate", "reverse(%s) LIKE %s", is_reversed=True),
    IndexForm("engine_start", "engine_no", f"{ENGINE_CODE.replace('engine_no', '%s')} LIKE %s"),
)
PHONE_FROM_ITS_END = f"reverse({PHONE_DIGITS.replace('phone', '%s')})"
PHONE_FORMS = (IndexForm("phone_end", "phone", f"{PHONE_FROM_ITS_END} LIKE %s", is_reversed=True),)
# By its end the digits that are hidden could be asked for one after the other.
WHOLE_PHONE_FORMS = tuple(
    IndexForm("phone_end", "phone", f"{PHONE_FROM_ITS_END} = %s", pattern, is_reversed=True)
    for pattern in ("{}", "{}68")
)
NAME_FORMS = (
    IndexForm("name_start", "name", "lower(%s) LIKE lower(%s)"),
    IndexForm("name_part", "name", "%s ILIKE %s", "%{}%"),
    IndexForm("initials", "name_initials", "%s LIKE %s"),
)
PEOPLE_FORMS = PHONE_FORMS + NAME_FORMS


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
        if not any(keys):
            return Domain.FALSE
        people = self._find_people(keys)
        if people is not None:
            return Domain("id", "in", self._get_search_query(keys, people))
        return Domain.custom(to_sql=lambda _model, alias, _query: self._get_identity_condition(keys, alias))

    @api.model
    def _get_search_query(self, keys, people):
        """The ways to the car put together by UNION: PostgreSQL uses no index for an OR with a sub-select in it.

        The partners are looked for once, for all ways.

        :param keys: list of ``SearchKeys``
        :param people: query for partners
        :return: ``SQL`` of a sub-select of ids
        """
        conditions = [
            SQL("%s IN (SELECT id FROM people)", SQL.identifier(name, to_flush=self._fields[name]))
            for name in ("owner_id", "driver_id")
        ]
        if identity := self._get_identity_condition(keys, self._table):
            conditions.append(identity)
        ways = [SQL("SELECT id FROM aftersales_vehicle WHERE %s", condition) for condition in conditions]
        return SQL("(WITH people AS MATERIALIZED %s %s)", people.subselect(), SQL(" UNION ").join(ways))

    @api.model
    def _get_identity_condition(self, keys, alias):
        """Conditions on what the car itself is known by; empty where no key is of that kind."""
        return _join_forms(self._get_identity_forms(), keys, alias, self._fields)

    @api.model
    def _get_identity_forms(self):
        """Hook: the ways to the car by a number of its own.

        :return: sequence of ``IndexForm``
        """
        return IDENTITY_FORMS

    @api.model
    def _find_people(self, keys):
        """A query for the partners the keys may mean, as far as the user may see them; None where they mean nobody."""
        if not any(getattr(one, form.key) for one in keys for form in PEOPLE_FORMS):
            return None
        forms = self._get_people_forms()
        partners = self.env["res.partner"].with_context(active_test=False)
        return partners._search(
            Domain.custom(
                to_sql=lambda model, alias, _query: _join_forms(forms, keys, alias, model._fields),
            )
        )

    @api.model
    def _get_people_forms(self):
        """The ways to a partner; whoever numbers are hidden from finds by a whole one only."""
        sees_phones = self.env.su or self._sees_phones()
        return (PHONE_FORMS if sees_phones else WHOLE_PHONE_FORMS) + NAME_FORMS


def _join_forms(forms, keys, alias, fields):
    conditions = [condition for one in keys for form in forms if (condition := form.to_sql(one, alias, fields))]
    return SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL()


def _escape(text):
    """The text as it is, for the right side of LIKE."""
    return text.translate(LIKE_SPECIAL)
