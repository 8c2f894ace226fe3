from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..rules.figures import Row, Sum, subject_of, summarise
from ..rules.period import Period
from .notice import notice
from .store_day import today_of


class AftersalesMetricValue(models.Model):
    """A key figure of a closed month, frozen with the definition it was computed by."""

    _name = "aftersales.metric.value"
    _description = "Closed Month's Figure"
    _order = "date_start desc, metric_id, company_id, id"

    metric_id = fields.Many2one("aftersales.metric", "Key Figure", required=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_start = fields.Date("Month", required=True)
    date_stop = fields.Date(required=True, help="First day after the month.")
    unit = fields.Selection(related="metric_id.unit")
    value = fields.Float(digits=(16, 4), aggregator=None)
    value_text = fields.Char("Figure", compute="_compute_value_text")
    is_defined = fields.Boolean(help="Not set where a quotient had nothing to divide by.")
    definition = fields.Json("Computed By", required=True)
    definition_text = fields.Text("Definition", help="The plain words that held when the month was closed.")
    line_ids = fields.One2many("aftersales.metric.value.line", "value_id", "Made Up Of")

    _month_unique = models.UniqueIndex(
        "(metric_id, company_id, date_start)",
        "This key figure is already closed for this month.",
    )

    @api.depends("metric_id", "date_start")
    def _compute_display_name(self):
        for value in self:
            value.display_name = f"{value.metric_id.name} {value.date_start:%Y-%m}" if value.date_start else False

    @api.depends("value", "is_defined", "unit")
    def _compute_value_text(self):
        for value in self:
            value.value_text = value.metric_id._format(value.value if value.is_defined else None, value.company_id)

    def write(self, vals):
        if self:
            raise UserError(self.env._("The figures of a closed month are evidence and stay as they are."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_evidence(self):
        raise UserError(self.env._("The figures of a closed month are evidence and cannot be deleted."))

    def action_check(self):
        """Compute the figures again from their frozen definitions and say which no longer come out the same."""
        differing = []
        for value in self:
            total = value._recompute()
            again = value.metric_id._get_value(value.definition, total, value.company_id)
            if (again is not None) != value.is_defined or float_compare(again or 0, value.value, precision_digits=4):
                text = value.metric_id._format(again, value.company_id)
                differing.append(f"{value.display_name}: {value.value_text} → {text}")
        if differing:
            message = self.env._(
                "Rows have changed since the month was closed: %(figures)s", figures="; ".join(differing)
            )
        else:
            message = self.env._("Computed again from the frozen definitions: all figures are the same.")
        return notice(message, "warning" if differing else "success", next=None)

    def action_open_rows(self):
        """The rows behind this figure."""
        self.ensure_one()
        return self.metric_id.action_open_rows(self.date_start, self.date_stop, {"company": self.company_id.id})

    @api.model
    def _freeze(self, metrics, company, month):
        """See ``aftersales.metric._close``."""
        today = today_of(company)
        definitions = {metric: metric._get_definition() for metric in metrics}
        rows = {
            metric: metric._count_rows(definition, month, True, company) for metric, definition in definitions.items()
        }
        self.env["aftersales.metric"]._complete_rows([row for counted in rows.values() for row in counted])
        # sudo: nobody writes closed figures by hand
        return self.sudo().create(
            [
                self._prepare_frozen_vals(metric, definitions[metric], rows[metric], company, month, today)
                for metric in metrics
            ]
        )

    @api.model
    def _prepare_frozen_vals(self, metric, definition, rows, company, month, today):
        total = _total(definition, rows, company, month, today)
        value = metric._get_value(definition, total, company)
        return {
            "metric_id": metric.id,
            "company_id": company.id,
            "date_start": month.start,
            "date_stop": month.stop,
            "value": value or 0.0,
            "is_defined": value is not None,
            "definition": definition,
            "definition_text": metric.definition,
            "line_ids": self.env["aftersales.metric.value.line"]._prepare_commands(rows),
        }

    def _recompute(self):
        """What the frozen definition counts today.

        :rtype: rules.figures.Sum
        """
        self.ensure_one()
        rows = self.env["aftersales.metric"]._count_rows(self.definition, self._get_period(), True, self.company_id)
        today = today_of(self.company_id)
        return _total(self.definition, rows, self.company_id, self._get_period(), today)

    def _get_period(self):
        return Period(self.date_start, self.date_stop)

    def _get_frozen_rows(self):
        """The frozen rows of these figures.

        :rtype: list[Row]
        """
        dimensions = self.env["aftersales.metric"]._get_dimensions()
        return [
            Row(
                line.value_id._get_period(),
                {name: line[f"{name}_id"].id for name in dimensions if line[f"{name}_id"]},
                line.numerator,
                line.denominator,
            )
            for line in self.line_ids
        ]


def _total(definition, rows, company, month, today):
    subject = subject_of(company=company.id)
    sums = summarise(rows, [month], [subject], True, today)
    return sums.get((month, subject), Sum())
