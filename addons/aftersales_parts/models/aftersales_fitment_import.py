from odoo import models

from odoo.addons.aftersales_base.models.aftersales_import_handler import Outcome
from odoo.addons.aftersales_vehicle.models.vehicle_master_finder import VehicleMasterFinder

from ..rules import fitment, part_row, vin_range
from .aftersales_fitment import MASTER_FIELDS
from .part_number_finder import PartNumberFinder

MASTERS = ("brand", "series", "model", "variant")
# What makes two rows the same fitment; quantity and note are what a later list may change.
IDENTITY = (
    "product_id",
    *MASTER_FIELDS,
    "year_from",
    "year_to",
    "vin_prefix",
    "serial_from",
    "serial_to",
    "engine_key",
    "illustration_no",
    "position",
)
CHANGED = ("quantity", "note")


class AftersalesFitmentImport(models.AbstractModel):
    """Brings in a list of fitments; the same list again changes nothing."""

    _name = "aftersales.fitment.import"
    _description = "Fitment Import"
    _inherit = ["aftersales.part.import.handler"]

    def _get_res_model(self):
        return "aftersales.fitment"

    def _import_rows(self, job, rows, prepared):
        parts = PartNumberFinder(
            self.env, job.company_id, {(row.values.get("number", ""), row.values.get("manufacturer")) for row in rows}
        )
        names = {row.number: tuple(row.values.get(name, "") for name in MASTERS) for row in rows}
        finder = VehicleMasterFinder(self.env, may_create=job.create_masters)
        masters = finder.find(set(names.values()))
        readable, outcomes = {}, []
        for row in rows:
            part, problem = parts.find(row.values.get("number", ""), row.values.get("manufacturer"))
            problem = problem or finder.problems.get(names[row.number])
            try:
                vals = self._read_vals(row)
            except part_row.CellError as error:
                problem = problem or self._describe_cell(error)
            except vin_range.RangeError:
                problem = problem or self._describe_range(row)
            if problem:
                outcomes.append(Outcome(row.number, "rejected", reason=problem))
            else:
                ids = dict(zip(MASTER_FIELDS, masters[names[row.number]], strict=True))
                readable[row.number] = {"product_id": part.id, **ids, **vals}
        return outcomes + self._apply(readable)

    def _read_vals(self, row):
        values = row.values
        vals = {
            "year_from": part_row.read_year(values.get("year_from")) or False,
            "year_to": part_row.read_year(values.get("year_to")) or False,
            "vin_from": values.get("vin_from") or False,
            "vin_to": values.get("vin_to") or False,
            "engine_code": values.get("engine_code") or False,
            "illustration_no": values.get("illustration_no") or False,
            "position": values.get("position") or False,
        }
        vin_range.read(values.get("vin_from"), values.get("vin_to"))
        if quantity := part_row.read_quantity(values.get("quantity")):
            vals["quantity"] = quantity
        if values.get("note"):
            vals["note"] = values["note"]
        return vals

    def _describe_range(self, row):
        probe = self.env["aftersales.fitment"].new(
            {"vin_from": row.values.get("vin_from"), "vin_to": row.values.get("vin_to")}
        )
        return probe._describe_vins()

    def _apply(self, readable):
        """Create what is new, change what says something else; a row that stands twice in the list counts once."""
        fitments = self.env["aftersales.fitment"]
        product_ids = list({vals["product_id"] for vals in readable.values()})
        known = {
            self._identify(one.read([*IDENTITY], load=None)[0]): one
            for one in fitments.search([("product_id", "in", product_ids)])
        }
        results, new = {}, {}
        for number, vals in readable.items():
            key = self._identify(vals | self._read_keys(vals))
            one = known.get(key)
            if one is None and key not in new:
                new[key] = number
                results[number] = "created"
            elif one is None:
                results[number] = "unchanged"
            else:
                changes = {name: vals[name] for name in CHANGED if name in vals and vals[name] != one[name]}
                if changes:
                    one.write(changes)
                results[number] = "updated" if changes else "unchanged"
        created = fitments.create([readable[number] for number in new.values()])
        known |= dict(zip(new, created, strict=True))
        return [
            self._conclude(number, results[number], known[self._identify(vals | self._read_keys(vals))])
            for number, vals in readable.items()
        ]

    def _conclude(self, number, result, one):
        return Outcome(number, result, one.id, one.overlap_warning or None)

    def _read_keys(self, vals):
        """What the model makes of the cells, so that a row finds the record it became before."""
        span = vin_range.read(vals["vin_from"] or None, vals["vin_to"] or None)
        return {
            "vin_prefix": span.prefix or False,
            "serial_from": span.first or False,
            "serial_to": span.last or False,
            "engine_key": fitment.engine_key(vals["engine_code"] or None) or False,
        }

    def _identify(self, vals):
        return tuple(vals[name] or False for name in IDENTITY)
