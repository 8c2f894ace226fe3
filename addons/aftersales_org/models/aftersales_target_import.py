from odoo import api, models
from odoo.fields import Domain

from .aftersales_target import KEY, LEVELS


class AftersalesTarget(models.Model):
    """Spreadsheets: a row without an id is known by key figure, subject and period, and finds its whole by itself."""

    _inherit = "aftersales.target"

    def _load_records(self, data_list, update=False):
        if not update:
            self._recognise([data["values"] for data in data_list if not data.get("xml_id")])
        targets = super()._load_records(data_list, update)
        if not update:
            targets._join_wholes()
        return targets

    @api.model
    def _recognise(self, vals_list):
        """Give rows whose target exists already its id, so that they change it."""
        rows = [vals for vals in vals_list if not vals.get("id") and vals.get("metric_id") and vals.get("date_start")]
        if not rows:
            return
        existing = self.search([("metric_id", "in", [row["metric_id"] for row in rows])])
        known = {target._get_key(): target for target in existing}
        defaults = self.default_get(list(KEY))
        for row in rows:
            if target := known.get(self._get_vals_key(self._prepare_vals({**defaults, **row}))):
                row["id"] = target.id

    def _join_wholes(self):
        """Hang targets without a whole under the one they belong to: a coarser subject first, then the year."""
        orphans = self.filtered(lambda target: not target.parent_id and target.state == "draft")
        if not orphans:
            return
        candidates = self.search(
            Domain("metric_id", "in", orphans.metric_id.ids) & Domain("company_id", "in", orphans.company_id.ids)
        )
        depth = [name for name, _label in LEVELS]
        for target in orphans.sorted(lambda target: (target.period_kind == "month", depth.index(target.level))):
            wholes = candidates.filtered(
                lambda whole, part=target: whole._has_as_subject(part) or whole._has_as_month(part)
            )
            fitting = wholes.filtered(
                lambda whole, part=target: all(
                    (child.period_kind, child.level) == (part.period_kind, part.level) for child in whole.child_ids
                )
            )
            target.parent_id = max(
                fitting, key=lambda whole: (whole.period_kind == "month", depth.index(whole.level)), default=False
            )
