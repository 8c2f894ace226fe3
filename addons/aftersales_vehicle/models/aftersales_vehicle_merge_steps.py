from odoo import fields, models

from odoo.addons.aftersales_base.models.store_day import today_for

from . import vehicle_references
from .aftersales_vehicle_history import HISTORIES

HISTORY_MODELS = tuple(model for model, _value in HISTORIES.values())
HISTORY_FIELDS = ("vehicle_id", "date_from", "date_to")
IDENTITY = ("vin", "plate")


class AftersalesVehicleMerge(models.Model):
    """How a merge is carried out and undone. Always with ``sudo``, see ``_merge`` and ``_undo``.

    References are moved by SQL: among them are finished orders and other evidence, which no write may touch, and rows
    by the thousand. What they say is not changed, only which record stands for the car.
    """

    _inherit = "aftersales.vehicle.merge"

    def _carry_out(self, values):
        keep, others = self.vehicle_id, self.merged_ids
        cars = keep | others
        values = self._add_noted(values)
        names = ("active", "merged_into_id", *IDENTITY, *values)
        values_before = self._snapshot(cars, names)
        histories_before = self._snapshot_histories(cars)
        self._take_values(values)
        self._reconcile_histories(histories_before)
        self.env.flush_all()
        lines = [
            *self._prepare_changes(values_before, self._snapshot(cars, names)),
            *self._prepare_changes(histories_before, self._snapshot_histories(cars)),
            *self._move_references(),
        ]
        self.env["aftersales.vehicle.merge.line"].create([line | {"merge_id": self.id} for line in lines])
        self.moved_count = sum(line["kind"] == "reference" for line in lines)
        self._refresh()
        self._tell_cars(
            self.env._("Merged with a duplicate: %(cars)s", cars=self.name),
            self.env._("Merged into %(car)s", car=keep.display_name),
        )

    def _tell_cars(self, stays, went):
        """A word in the logs of the cars, which more people read than the record of the merge."""
        bodies = dict.fromkeys(self.merged_ids.ids, went) | {self.vehicle_id.id: stays}
        (self.vehicle_id | self.merged_ids)._message_log_batch(bodies=bodies)

    def _add_noted(self, values):
        """With a VIN goes why it is right, who said so and when: merging confirms nothing anew."""
        if "vin" not in values:
            return values
        source = self.merged_ids.filtered(lambda car: car.vin == values["vin"])[:1]
        return values | {
            "vin_exception_reason": source.vin_exception_reason,
            "vin_exception_user_id": source.vin_exception_user_id.id,
            "vin_exception_datetime": source.vin_exception_datetime,
        }

    def _take_values(self, values):
        """The cars that go give up VIN and plate first where the car that stays takes them: they are there once."""
        keep, others = self.vehicle_id, self.merged_ids
        others.write({"active": False, "merged_into_id": keep.id})
        for name in IDENTITY:
            if values.get(name):
                others.filtered(lambda car, name=name: car[name] == values[name]).write({name: False})
        self.env.flush_all()
        keep.write(values)

    # -- owners and plates: lines of all cars become one history with one open line

    def _reconcile_histories(self, before):
        today = today_for(self.vehicle_id)
        for name, (model, value_field) in HISTORIES.items():
            present = self.vehicle_id[name]
            lines = self.env[model].search([("vehicle_id", "in", (self.vehicle_id | self.merged_ids).ids)])
            was_open = lines.filtered(
                lambda line: (line._name, line.id) in before and not before[line._name, line.id]["date_to"]
            )
            same = was_open.filtered(lambda line, value=present, field=value_field: line[field] == value)
            current = lines.filtered(lambda line: line.vehicle_id == self.vehicle_id and not line.date_to)
            if current and (starts := [line.date_from for line in same if line.date_from]):
                current.date_from = min(starts)
            foreign = lines.filtered(lambda line: line.vehicle_id != self.vehicle_id) - same
            foreign.filtered(lambda line: not line.date_to).date_to = today
            foreign.vehicle_id = self.vehicle_id

    # -- references

    def _move_references(self):
        """Let everything point at the car that stays.

        :return: values of ``aftersales.vehicle.merge.line``
        """
        keep, others, lines = self.vehicle_id, self.merged_ids, []
        for slot in self._get_slots():
            moved, left = vehicle_references.move(self.env.cr, slot, others.ids, keep.id)
            for kind, rows in (("reference", moved), ("left", left)):
                lines += [self._prepare_reference(slot, kind, key, car) for key, car in rows]
        self.env.invalidate_all(flush=False)
        return lines

    def _get_slots(self):
        """Columns with numbers of cars, but what a merge itself keeps and decides on."""
        own = {self._name, "aftersales.vehicle.merge.line", "aftersales.vehicle.duplicate", *HISTORY_MODELS}
        slots = vehicle_references.find_slots(self.env, "aftersales.vehicle")
        return [slot for slot in slots if slot.model not in own and slot.field != "merged_into_id"]

    def _prepare_reference(self, slot, kind, key, car):
        return {
            "kind": kind,
            "res_model": slot.model,
            "field_name": slot.field,
            "slot": slot.name,
            "row_key": key,
            "old_value": car,
            "new_value": self.vehicle_id.id if kind == "reference" else car,
        }

    # -- what changed

    def _snapshot(self, records, names):
        """(model, id) → field → value as it can be kept in JSON."""
        return {(record._name, record.id): {name: _as_json(record, name) for name in names} for record in records}

    def _snapshot_histories(self, cars):
        snapshot = {}
        for model in HISTORY_MODELS:
            snapshot |= self._snapshot(self.env[model].search([("vehicle_id", "in", cars.ids)]), HISTORY_FIELDS)
        return snapshot

    def _prepare_changes(self, before, after):
        changes = []
        for (model, record_id), values in after.items():
            row = {"res_model": model, "row_key": record_id}
            if (model, record_id) not in before:
                changes.append(row | {"kind": "created"})
                continue
            old = before[model, record_id]
            changes += [
                row | {"kind": "value", "field_name": name, "old_value": old[name], "new_value": value}
                for name, value in values.items()
                if old[name] != value
            ]
        return changes

    def _refresh(self):
        """Compute anew what follows from the cars that things hang on."""
        cars = self.vehicle_id | self.merged_ids
        self.env.invalidate_all()
        for field in cars._fields.values():
            if field.store and field.compute and field.readonly and not field.inverse:
                self.env.add_to_compute(field, cars)
        for (model, name), lines in self._get_moved().grouped(lambda line: (line.res_model, line.field_name)).items():
            rows = self.env[model].browse(lines.mapped("row_key")).exists()
            for field in rows._fields.values():
                if field.store and field.related and field.related.split(".")[0] == name:
                    self.env.add_to_compute(field, rows)
        cars._flag_readings()
        self.env.flush_all()

    def _get_moved(self):
        return self.line_ids.filtered(lambda line: line.kind == "reference" and line.slot.endswith("/id"))

    # -- undoing

    def _find_contradictions(self):
        """What somebody changed since, a sentence each, ten at the most."""
        found = []
        # sudo: lines of histories are nobody's to read whole
        for line in self.sudo().line_ids.filtered(lambda line: line.kind == "value"):
            record = self.env[line.res_model].sudo().with_context(active_test=False).browse(line.row_key).exists()
            if record and _as_json(record, line.field_name) != line.new_value:
                found.append(f"{record.display_name}: {record._fields[line.field_name]._description_string(self.env)}")
        return found[:10]

    def _undo(self):
        # sudo: as in ``_merge``; the move's rights and what contradicts were checked
        for merge in self.sudo():
            merge._carry_back()
            merge.write({"undone_datetime": fields.Datetime.now(), "undone_user_id": self.env.uid})

    def _carry_back(self):
        cars = self.vehicle_id | self.merged_ids
        there = self._snapshot_histories(cars).keys()
        self._give_back_values()
        self._give_back_histories(there)
        self.env.flush_all()
        slots = {slot.name: slot for slot in self._get_slots()}
        for name, lines in self.line_ids.filtered(lambda line: line.kind == "reference").grouped("slot").items():
            if name in slots:  # an addon may have been uninstalled since
                rows = [(line.row_key, line.old_value) for line in lines]
                vehicle_references.move_back(self.env.cr, slots[name], rows, self.vehicle_id.id)
        self._refresh()
        undone = self.env._("Merge undone: %(cars)s", cars=self.name)
        self._tell_cars(undone, undone)

    def _give_back_values(self):
        """First the car that stayed gives up what the others get back."""
        for cars in (self.vehicle_id, self.merged_ids):
            for car in cars:
                values = self._get_old_values(car)
                if values:
                    car.write(values)
            self.env.flush_all()

    def _get_old_values(self, record):
        lines = self.line_ids.filtered(
            lambda line: line.kind == "value" and (line.res_model, line.row_key) == (record._name, record.id)
        )
        return {line.field_name: line.old_value for line in lines}

    def _give_back_histories(self, there):
        """Lines as they were; those the merge or its undoing wrote go.

        :param there: keys of the lines there were when the undoing began
        """
        created = {(line.res_model, line.row_key) for line in self.line_ids if line.kind == "created"}
        for model, record_id in self._snapshot_histories(self.vehicle_id | self.merged_ids):
            line = self.env[model].browse(record_id)
            if (model, record_id) not in there or (model, record_id) in created:
                line.unlink()
            elif values := self._get_old_values(line):
                line.write(values)


def _as_json(record, name):
    value = record[name]
    field = record._fields[name]
    if field.type == "many2one":
        return value.id or False
    return field.convert_to_read(value, record) if field.type not in ("date", "datetime") else value and str(value)
