import ast

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import float_round

UNITS = [
    ("count", "Count"),
    ("money", "Money"),
    ("hours", "Hours"),
    ("percent", "Percent"),
    ("ratio", "Ratio"),
    ("days", "Days"),
]
DIGITS = {"count": 0, "money": 2, "hours": 2, "percent": 2, "ratio": 4, "days": 2}
# What a metric may be broken down by; ``<dimension>_field`` leads from a counted row to it. Later addons add theirs.
DIMENSIONS = {"company": "res.company", "user": "res.users"}


class AftersalesMetric(models.Model):
    """A key figure, declared once: what is counted, how, and what more of it means.

    Addons declare theirs as data where the counted rows live. How figures are computed: ``_get_figures``.
    """

    _name = "aftersales.metric"
    _description = "Key Figure"
    _order = "sequence, code"
    _rec_names_search = ["name", "code"]

    # -- what it says
    code = fields.Char(required=True, help="Short code of the key figure. It stays when the name changes.")
    name = fields.Char(required=True, translate=True)
    definition = fields.Text(required=True, translate=True, help="In plain words: what is counted, and when.")
    unit = fields.Selection(UNITS, required=True, default="count")
    direction = fields.Selection(
        [("more", "More Is Better"), ("less", "Less Is Better")],
        required=True,
        default="more",
    )
    accumulates = fields.Boolean(
        default=True,
        help="Months add up to the year, as sales do. Not set: a level or a quotient, such as people employed.",
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    source = fields.Char("Source Addon", compute="_compute_source", compute_sudo=True)

    # -- how it is computed
    kind = fields.Selection(
        [("rows", "Counted Rows"), ("ratio", "Quotient of Two Key Figures"), ("method", "Own Method")],
        "Computed From",
        required=True,
        default="rows",
    )
    model_name = fields.Char("Model", help="Technical name of the model whose rows are counted.")
    domain = fields.Char("Filter", default="[]", help="Which rows count. A plain list of conditions.")
    date_field = fields.Char(help="Field of the row that decides which period it belongs to.")
    measure = fields.Char(help="Field that is added up; empty to count the rows.")
    company_field = fields.Char("Path to the Company", default="company_id")
    user_field = fields.Char("Path to the User")
    numerator_id = fields.Many2one("aftersales.metric", index="btree_not_null", ondelete="restrict")
    denominator_id = fields.Many2one("aftersales.metric", index="btree_not_null", ondelete="restrict")

    # -- as it stands
    value_ids = fields.One2many("aftersales.metric.value", "metric_id", "Closed Months")
    value_count = fields.Integer(compute="_compute_value_count")
    # The store's figures are its managers'; others see the targets meant for them, and what a meeting shows.
    this_month = fields.Char(compute="_compute_recent", groups="aftersales_base.group_manager")
    last_month = fields.Char(compute="_compute_recent", groups="aftersales_base.group_manager")

    _code_unique = models.Constraint("UNIQUE(code)", "Another key figure already has this code.")

    def _compute_source(self):
        xmlids = self.get_external_id()
        modules = self.env["ir.module.module"].search([("state", "=", "installed")])
        titles = {module.name: module.shortdesc for module in modules}
        for metric in self:
            metric.source = titles.get(xmlids[metric.id].partition(".")[0], False)

    def _compute_value_count(self):
        counts = dict(
            self.env["aftersales.metric.value"]._read_group([("metric_id", "in", self.ids)], ["metric_id"], ["__count"])
        )
        for metric in self:
            metric.value_count = counts.get(metric, 0)

    @api.constrains("kind", "model_name", "domain", "date_field", "measure", "numerator_id", "denominator_id")
    def _check_definition(self):
        for metric in self:
            metric._check_computable()

    def _check_computable(self):
        try:
            self._try_definition()
        except (ValueError, SyntaxError, TypeError) as error:
            raise ValidationError(
                self.env._(
                    "Key figure %(metric)s cannot be computed as declared: %(error)s",
                    metric=self.code,
                    error=error,
                )
            ) from error

    def _try_definition(self):
        """Raise what is wrong with the declaration; a model of an addon that is gone is not judged."""
        if self.kind == "ratio":
            self._try_ratio()
        elif not self.model_name:
            raise ValueError(self.env._("it names no model"))
        elif self.model_name in self.env:
            model = self.env[self.model_name]
            if self.kind == "method":
                self._try_method(model)
                return
            Domain(ast.literal_eval(self.domain or "[]")).validate(model)
            for path in self._get_paths():
                self._try_path(model, path)

    def _try_method(self, model):
        for name in (self._get_method_name(), f"{self._get_method_name()}_rows"):
            if not hasattr(model, name):
                raise ValueError(self.env._("%(model)s has no method %(name)s", model=model._name, name=name))

    def _try_ratio(self):
        if not self.numerator_id or not self.denominator_id:
            raise ValueError(self.env._("a quotient needs a numerator and a denominator"))
        if "ratio" in (self.numerator_id.kind, self.denominator_id.kind):
            raise ValueError(self.env._("a quotient of quotients cannot be added up over people or months"))

    def _get_paths(self):
        """Fields the rows are grouped by or added up; many2many ones would count a row twice."""
        if not self.date_field:
            raise ValueError(self.env._("it names no date"))
        return [self.date_field, *filter(None, [self.measure]), *self._get_dimension_fields().values()]

    def _try_path(self, model, path):
        for step in path.split("."):
            field = model._fields.get(step)
            if not field:
                raise ValueError(self.env._("%(model)s has no field %(field)s", model=model._name, field=step))
            if field.type in ("many2many", "one2many"):
                raise ValueError(self.env._("%(path)s leads to several records", path=path))
            if not (field.store or field.inherited):
                raise ValueError(self.env._("%(path)s is not stored", path=path))
            model = self.env[field.comodel_name] if field.relational else model

    # -- its definition as data

    @api.model
    def _get_dimensions(self):
        """Hook: what figures can be broken down by, dimension → model. An addon that adds one also adds
        ``<dimension>_field`` here and ``<dimension>_id`` on ``aftersales.metric.value.line``.

        :rtype: dict[str, str]
        """
        return dict(DIMENSIONS)

    def _get_dimension_fields(self):
        paths = {dimension: self[f"{dimension}_field"] for dimension in self._get_dimensions()}
        return {dimension: path for dimension, path in paths.items() if path}

    def _get_method_name(self):
        return f"_metric_{self.code}"

    def _get_definition(self):
        """All that decides the figure, as plain data: what is frozen with it, and what it is computed from.

        :rtype: dict
        """
        self.ensure_one()
        common = {"kind": self.kind, "accumulates": self.accumulates, "unit": self.unit}
        if self.kind == "ratio":
            return {
                **common,
                "numerator": self.numerator_id._get_definition(),
                "denominator": self.denominator_id._get_definition(),
            }
        if self.kind == "method":
            return {**common, "model": self.model_name, "method": self._get_method_name()}
        return {
            **common,
            "model": self.model_name,
            "domain": self.domain or "[]",
            "date": self.date_field,
            "measure": self.measure or False,
            "fields": self._get_dimension_fields(),
        }

    @api.model
    def _get_value(self, definition, total, company=None):
        """The figure itself: rounded to what its unit shows, None where a quotient has nothing to divide by.

        :param dict definition: see ``_get_definition``
        :param total: ``rules.figures.Sum``
        :param company: ``res.company`` whose currency counts, or None
        """
        value = total.numerator
        if definition["kind"] == "ratio":
            if not total.denominator:
                return None
            value = total.numerator / total.denominator * (100 if definition["unit"] == "percent" else 1)
        if definition["unit"] == "money" and company:
            return company.currency_id.round(value)
        return float_round(value, precision_digits=DIGITS[definition["unit"]])

    # -- navigation

    def action_open_values(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("aftersales_base.aftersales_metric_value_action"),
            "domain": [("metric_id", "in", self.ids)],
        }
