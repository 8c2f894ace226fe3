from collections import Counter, defaultdict
from contextlib import suppress

from odoo import models

from odoo.addons.aftersales_base.models.aftersales_import_handler import Outcome

from ..rules import vehicle_row, vin
from .vehicle_import_batch import VehicleImportBatch


class AftersalesVehicleImport(models.AbstractModel):
    """Brings in a list of vehicles with their owners and mileages.

    A VIN that stands in the list more than once is the same car sold again: what the newest row says about the car
    counts, while every row leaves its owner and its odometer reading. So the same list again changes nothing, in
    whatever order its rows stand.
    """

    _name = "aftersales.vehicle.import"
    _description = "Vehicle Import"
    _inherit = ["aftersales.import.handler"]

    def _get_res_model(self):
        return "aftersales.vehicle"

    def _prepare_import(self, job, rows):
        """VIN → its readable rows, for the cars that stand in the list more than once."""
        counts = Counter(vin.normalise(row.values.get("vin")) for row in rows())
        repeated = {number for number, count in counts.items() if count > 1 and not vin.find_problem(number)}
        cars = defaultdict(list)
        for row in rows() if repeated else ():
            if vin.normalise(row.values.get("vin")) in repeated:
                with suppress(vehicle_row.CellError):
                    read = self._read_row(job, row)
                    cars[read.vin].append(read)
        return dict(cars)

    def _import_rows(self, job, rows, prepared):
        readable, outcomes, notes = [], [], {}
        for row in rows:
            read, problem, note = self._examine_row(job, row)
            if problem:
                outcomes.append(Outcome(row.number, "rejected", reason=problem))
            else:
                readable.append(read)
                notes[row.number] = note
        batch = VehicleImportBatch(self.env, job, readable, prepared, notes)
        return outcomes + batch.apply()

    def _read_row(self, job, row):
        return vehicle_row.read(row.number, row.values, job.distance_unit, job.is_day_first)

    def _examine_row(self, job, row):
        """The row as read, why it cannot be brought in, and what the clerk should look at."""
        vehicles = self.env["aftersales.vehicle"]
        try:
            read = self._read_row(job, row)
        except vehicle_row.CellError as error:
            return None, self._describe_cell(error), []
        if not read.vin:
            return None, self.env._("The row has no VIN."), []
        if problem := vin.find_problem(read.vin):
            return None, vehicles._describe_vin_problem(read.vin, problem), []
        notes = []
        if not vin.has_right_check_digit(read.vin):
            notes.append(vehicles._describe_check_digit(read.vin))
            if job.company_id.vehicle_vin_check == "refuse":
                return None, notes[0], []
        text = read.car.get("plate")
        if problem := vehicles._find_plate_problem(text):
            return None, problem, []
        if doubt := vehicles._find_plate_doubt(text):
            notes.append(doubt)
        return read, None, notes

    def _describe_cell(self, error):
        if error.problem == "formula":
            return self._describe_formula(error.text)
        if error.key == "odometer":
            return self.env._("Mileage %(text)s is not a number of kilometres or miles.", text=error.text)
        if error.key == "model_year":
            return self.env._("Model year %(text)s is not a year.", text=error.text)
        return self.env._("%(text)s is not a date. Write it like 2024-03-05.", text=error.text)
