from odoo import models

from odoo.addons.aftersales_base.models.aftersales_import_handler import Outcome

from ..rules import variant_row
from .vehicle_master_finder import VehicleMasterFinder


class AftersalesVehicleVariantImport(models.AbstractModel):
    """Brings in the whole range of a brand: a variant a row, with the levels above it and its technical data."""

    _name = "aftersales.vehicle.variant.import"
    _description = "Variant Import"
    _inherit = ["aftersales.import.handler"]

    def _get_res_model(self):
        return "aftersales.vehicle.variant"

    def _import_rows(self, job, rows, prepared):
        labels = self._get_labels()
        readable, outcomes = [], []
        for row in rows:
            try:
                read = variant_row.read(row.number, row.values, labels)
            except variant_row.CellError as error:
                outcomes.append(Outcome(row.number, "rejected", reason=self._describe_cell(error)))
                continue
            if lacking := self._find_lacking(read):
                outcomes.append(Outcome(row.number, "rejected", reason=lacking))
            else:
                readable.append(read)
        return outcomes + self._apply(readable)

    def _apply(self, rows):
        """Create what is missing level by level, then write what the rows say; the last row of a variant counts."""
        finder = VehicleMasterFinder(self.env, may_create=True)
        known = set(finder.variants.values())
        found = finder.find({row.masters for row in rows})
        ids = {row.number: found[row.masters][3] for row in rows}
        years = self._ensure_years(rows, ids)
        changed = {row.number for row in rows if self._write_row(row, ids[row.number], years)}
        outcomes = []
        for row in rows:
            variant = ids[row.number]
            result = "updated" if row.number in changed else "unchanged"
            outcomes.append(Outcome(row.number, result if variant in known else "created", variant))
            known.add(variant)
        return outcomes

    def _ensure_years(self, rows, ids):
        """(model id, year) → model year, those that are missing created at once."""
        wanted = {(self._get_model(ids[row.number]).id, row.year) for row in rows if row.year}
        model_years = self.env["aftersales.vehicle.model.year"].with_context(active_test=False)
        found = model_years.search([("model_id", "in", [model for model, _year in wanted])])
        years = {(one.model_id.id, one.year): one for one in found}
        missing = sorted(wanted - years.keys())
        created = model_years.create([{"model_id": model, "year": year} for model, year in missing])
        return years | dict(zip(missing, created, strict=True))

    def _write_row(self, row, variant_id, years):
        variant = self.env["aftersales.vehicle.variant"].browse(variant_id)
        wanted = dict(row.values)
        if row.year:
            wanted["model_year_id"] = years[variant.model_id.id, row.year].id
        vals = {name: value for name, value in wanted.items() if self._get_value(variant, name) != value}
        if vals:
            variant.write(vals)
        return bool(vals)

    def _get_value(self, variant, name):
        return variant[name].id if variant._fields[name].relational else variant[name]

    def _get_model(self, variant_id):
        return self.env["aftersales.vehicle.variant"].browse(variant_id).model_id

    def _get_labels(self):
        fields_of_variant = self.env["aftersales.vehicle.variant"]._fields
        return {
            name: {label.casefold(): key for key, label in fields_of_variant[name]._description_selection(self.env)}
            for name in variant_row.WORDS
        }

    def _find_lacking(self, row):
        brand, _series, model, variant = row.masters
        if brand and model and variant:
            return None
        return self.env._("The row names no brand, model or variant. It needs all three.")

    def _describe_cell(self, error):
        if error.problem == "formula":
            return self._describe_formula(error.text)
        label = self.env["aftersales.vehicle.variant"]._fields.get(error.key)
        return self.env._(
            "“%(text)s” cannot be read as %(field)s.",
            text=error.text,
            field=label._description_string(self.env) if label else self.env._("a model year"),
        )
