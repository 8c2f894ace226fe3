from odoo import fields, models

_SUMS = ("sum", "sum_currency")


class AftersalesComputedSumMixin(models.AbstractModel):
    """Sums of computed fields in the groups of lists and pivots; the database itself adds up stored ones only.

    The database hands over the records of each group, as far as the user may see them; all are computed at once.
    """

    _name = "aftersales.computed.sum.mixin"
    _description = "Sums of Computed Fields"

    _summed_fields: frozenset[str] = frozenset()

    def _read_group_select(self, aggregate_spec, query):
        if self._find_computed_sum(aggregate_spec):
            aggregate_spec = "id:recordset"
        return super()._read_group_select(aggregate_spec, query)

    def _read_group_postprocess_aggregate(self, aggregate_spec, raw_values):
        if not (found := self._find_computed_sum(aggregate_spec)):
            return super()._read_group_postprocess_aggregate(aggregate_spec, raw_values)
        name, function = found
        groups = super()._read_group_postprocess_aggregate("id:recordset", raw_values)
        return (sum(each._get_amount_to_sum(name, function) for each in group) for group in groups)

    def _find_computed_sum(self, aggregate_spec):
        """:return: (field, ``sum`` or ``sum_currency``), or None where the host adds up"""
        name, _colon, function = aggregate_spec.partition(":")
        return (name, function) if name in self._summed_fields and function in _SUMS else None

    def _get_amount_to_sum(self, name, function):
        if function == "sum":
            return self[name]
        company = self.env.company
        currency = self[self._fields[name].get_currency_field(self)]
        return currency._convert(self[name], company.currency_id, company, fields.Date.context_today(self), round=False)
