from odoo import Command, api, fields, models


class AftersalesMetricValueLine(models.Model):
    """What one person, department or position added to a closed month's figure."""

    _name = "aftersales.metric.value.line"
    _description = "Part of a Closed Month's Figure"
    _order = "value_id, id"

    value_id = fields.Many2one("aftersales.metric.value", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", index="btree_not_null")
    numerator = fields.Float("Amount", digits=0, aggregator=None)
    denominator = fields.Float("Divided By", digits=0, aggregator=None)

    @api.model
    def _prepare_commands(self, rows):
        """Rows with the same keys become one line, so that adding them up again gives the same figure."""
        sums = {}
        for row in rows:
            key = frozenset(row.keys.items())
            above, below = sums.get(key, (0.0, 0.0))
            sums[key] = above + row.numerator, below + row.denominator
        return [
            Command.create(
                {f"{dimension}_id": record_id for dimension, record_id in key}
                | {"numerator": above, "denominator": below}
            )
            for key, (above, below) in sums.items()
        ]
