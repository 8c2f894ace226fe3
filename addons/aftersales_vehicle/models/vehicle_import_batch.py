from collections import defaultdict

from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.aftersales_base.models.aftersales_import_handler import Outcome
from odoo.addons.aftersales_base.models.store_day import day_of

from ..rules import odometer, search_keys, vehicle_row, vin
from ..rules.masking import mask_phone
from ..rules.vehicle_row import name_key
from .res_partner import PHONE_DIGITS
from .vehicle_import_owners import VehicleImportOwners
from .vehicle_master_finder import VehicleMasterFinder

MASTER_FIELDS = ("brand_id", "series_id", "model_id", "variant_id")
CAR_FIELDS = ("plate", "engine_no", "colour", "model_year", "invoice_date")
COUNTRY_CODE = "86"


class VehicleImportBatch:
    """The rows of one batch on their way into the vehicle file; each step asks the database once for all rows."""

    def __init__(self, env, job, rows, repeated, notes):
        """
        :param env: environment of the person who answers for the import
        :param job: ``aftersales.import``
        :param rows: list of ``VehicleRow``
        :param repeated: VIN → all rows of the list, for cars that stand in it more than once
        :param notes: row number → list of remarks, filled further
        """
        self.env, self.job, self.rows, self.repeated, self.notes = env, job, rows, repeated, notes
        self.today = day_of(job.company_id, job.create_date)
        self.vehicles = {}  # VIN → record
        self.partners = {}  # see _person_key → partner id
        self.rejected = {}  # row number → Outcome
        self.creators, self.changed = set(), set()  # row numbers

    def apply(self):
        self._find_vehicles()
        self._find_masters()
        self._find_people()
        self._create_vehicles()
        self._update_vehicles()
        VehicleImportOwners(self).record()
        self._record_readings()
        return [self.rejected.get(row.number) or self._conclude(row) for row in self.rows]

    def _conclude(self, row):
        return Outcome(
            row.number,
            self._get_result(row.number),
            self.vehicles[row.vin].id,
            " ".join(self.notes[row.number]) or None,
        )

    def _get_result(self, number):
        if number in self.creators:
            return "created"
        return "updated" if number in self.changed else "unchanged"

    # -- what is there already

    def _find_vehicles(self):
        company = self.job.company_id
        found = (
            self.env["aftersales.vehicle"]
            .with_context(active_test=False)
            .search_fetch(
                [("vin", "in", [row.vin for row in self.rows]), ("company_id", "in", [False, company.id])],
                ["vin", "owner_id", "driver_id", "merged_into_id", *CAR_FIELDS, *MASTER_FIELDS],
            )
        )
        # A list may still know a car by the VIN of the file that was merged into another.
        self.vehicles = {vehicle.vin: vehicle._follow_merge() for vehicle in found}
        self.known = set(self.vehicles)

    def _find_masters(self):
        """Brand to variant of each row; rows with an unknown one are out, unless missing ones are to be created."""
        self.finder = VehicleMasterFinder(self.env, may_create=self.job.create_masters)
        names = {row.number: self._get_masters(row) for row in self.rows}
        self.masters = self.finder.find(set(names.values()))
        for row in self.rows:
            if problem := self.finder.problems.get(names[row.number]):
                self.rejected[row.number] = Outcome(row.number, "rejected", reason=problem)
        self.rows_in = [row for row in self.rows if row.number not in self.rejected]

    def _get_masters(self, row):
        return vehicle_row.merge_masters(self.repeated.get(row.vin, [row]))

    def _get_car(self, row):
        return vehicle_row.merge(self.repeated.get(row.vin, [row]))

    # -- people

    def _find_people(self):
        """The partner of everybody named, found or created."""
        named = {}
        for row in self.rows_in:
            for person in (row.owner, row.seller, row.driver):
                if person:
                    named.setdefault(self._person_key(person, row.vin), person)
        self._take_people_of_vehicles()
        wanted = {key: person for key, person in named.items() if key not in self.partners and not key[-1]}
        self._take_partners(wanted)
        missing = {key: person for key, person in named.items() if key not in self.partners}
        created = self.env["res.partner"].create([self._prepare_partner(person) for person in missing.values()])
        self.partners |= dict(zip(missing, created.ids, strict=True))

    def _person_key(self, person, number):
        """Name, phone digits and, for somebody a name alone does not identify, the car."""
        return *person.key, "" if person.is_identified else number

    def _take_people_of_vehicles(self):
        """Somebody called like the car's owner, driver or former owner is that one, whatever the phone says now."""
        known = [vehicle for number, vehicle in self.vehicles.items() if number in self.known]
        former = defaultdict(list)
        for line in self.env["aftersales.vehicle.owner.history"].search(
            [("vehicle_id", "in", [car.id for car in known])]
        ):
            former[line.vehicle_id.id].append(line.partner_id)
        for row in self.rows_in:
            vehicle = self.vehicles.get(row.vin)
            if not vehicle:
                continue
            people = vehicle.owner_id.union(vehicle.driver_id, *former[vehicle.id])
            by_name = {name_key(partner.name or ""): partner for partner in reversed(people)}
            for person in filter(None, (row.owner, row.seller, row.driver)):
                if partner := by_name.get(person.key[0]):
                    self._take_phone(row, person, partner)
                    self.partners[self._person_key(person, row.vin)] = partner.id

    def _take_phone(self, row, person, partner):
        """A phone we did not know is noted on the contact; another one than we know is left to the clerk."""
        if not person.phone or search_keys.phone_digits(partner.phone) == person.key[1]:
            return
        if partner.phone:
            self.notes[row.number].append(
                self.env._(
                    "Phone %(new)s of %(name)s differs from %(known)s and was left out.",
                    new=person.phone,
                    name=partner.name,
                    known=mask_phone(partner.phone) if partner._hides_phones() else partner.phone,
                )
            )
        else:
            partner.phone = person.phone
            self.changed.add(row.number)

    def _take_partners(self, wanted):
        """Find people by phone and name, or by name alone where neither the list nor we have a phone."""
        phones = {key[1] for key in wanted if key[1]}
        names = {key[0] for key in wanted if not key[1]}
        for domain in self._prepare_people_domains(phones, names):
            for partner in self.env["res.partner"].search_fetch(domain, ["name", "phone"], order="id desc"):
                key = name_key(partner.name or ""), search_keys.phone_digits(partner.phone), ""
                if key in wanted:
                    self.partners[key] = partner.id

    def _prepare_people_domains(self, phones, names):
        """By the column itself: who imports may be somebody numbers are hidden from, and the index is on it."""
        if phones:
            ends = [number[::-1] for phone in phones for number in (phone, COUNTRY_CODE + phone)]
            yield Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "reverse(%s) = ANY(%s)",
                    SQL(PHONE_DIGITS.replace("phone", "%s"), _get_phone_column(model, alias)),
                    ends,
                )
            )
        if names:
            yield Domain.custom(
                to_sql=lambda model, alias, query: SQL(
                    "lower(%s) = ANY(%s) AND COALESCE(%s, '') = ''",
                    model._field_to_sql(alias, "name", query),
                    list(names),
                    _get_phone_column(model, alias),
                )
            )

    def _prepare_partner(self, person):
        return {"name": person.name, "phone": person.phone or False, "is_company": person.is_company}

    def get_partner(self, person, number):
        """Partner id of somebody named in a row of the car with this VIN, False for nobody."""
        return self.partners[self._person_key(person, number)] if person else False

    # -- vehicles

    def _create_vehicles(self):
        new = {}
        for row in self.rows_in:
            if row.vin not in self.vehicles:
                new.setdefault(row.vin, row)
        created = self.env["aftersales.vehicle"].create([self._prepare_vehicle(row) for row in new.values()])
        for row, vehicle in zip(new.values(), created, strict=True):
            self.vehicles[row.vin] = vehicle
            self.creators.add(row.number)

    def _prepare_vehicle(self, row):
        return {
            "vin": row.vin,
            "company_id": self.job.is_own_vehicles and self.job.company_id.id,
            "vin_exception_reason": not vin.has_right_check_digit(row.vin)
            and self.env._("As in the list %(file)s", file=self.job.file_name),
            **dict(zip(MASTER_FIELDS, self.masters[self._get_masters(row)], strict=True)),
            **self._get_car(row),
            "driver_id": self.get_partner(row.driver, row.vin),
            "owner_id": row.vin not in self.repeated and self.get_partner(row.owner, row.vin),
        }

    def _update_vehicles(self):
        """Cars we knew: what the list says otherwise is written, what it leaves empty stays."""
        for row in self.rows_in:
            vehicle = self.vehicles[row.vin]
            if row.vin in self.known and (vals := self._prepare_update(row, vehicle)):
                if plate := vals.pop("plate", None):
                    vehicle._change_plate(plate, self._get_plate_day(row, vehicle))
                vehicle.write(vals)
                self.changed.add(row.number)

    def _get_plate_day(self, row, vehicle):
        """The day of the row the plate stands in; today where that is not known, or the car had another later."""
        rows = [other for other in self.repeated.get(row.vin, [row]) if other.car.get("plate")]
        day = max(rows, key=vehicle_row.age).day
        present = vehicle.plate_history_ids.filtered(lambda line: not line.date_to)
        is_later = any(line.date_from and day and line.date_from > day for line in present)
        return self.today if is_later or not day else day

    def _prepare_update(self, row, vehicle):
        vals = {key: value for key, value in self._get_car(row).items() if not _is_same(vehicle[key], value)}
        if driver := self.get_partner(row.driver, row.vin):
            vals |= {"driver_id": driver} if vehicle.driver_id.id != driver else {}
        return vals | self._prepare_masters(row, vehicle)

    def _prepare_masters(self, row, vehicle):
        names = self._get_masters(row)
        wanted = dict(zip(MASTER_FIELDS, self.masters[names], strict=True))
        named = [field for field, name in zip(MASTER_FIELDS, names, strict=True) if name]
        if all(vehicle[field].id == wanted[field] for field in named):
            return {}
        return wanted

    def has_past(self, row):
        """Whether the car may have owners and readings already: we knew it, or it stands in the list more than once."""
        return row.vin in self.known or row.vin in self.repeated

    # -- mileage

    def _record_readings(self):
        rows = [row for row in self.rows_in if row.km is not None]
        known = self._get_known_readings([row for row in rows if self.has_past(row)])
        new = {}
        for row in rows:
            days = known[self.vehicles[row.vin].id, row.km]
            if row.day in days or (days and not row.day):
                continue
            days.add(row.day or self.today)
            self.touch(row)
            new[row.number] = {
                "vehicle_id": self.vehicles[row.vin].id,
                "value": row.km,
                "date": row.day or self.today,
                "source": "import",
            }
        readings = self.env["aftersales.vehicle.odometer"].create(list(new.values()))
        for number, reading in zip(new, readings, strict=True):
            if reading.flag != odometer.OK:
                self.notes[number].append(self._describe_reading(reading))

    def _get_known_readings(self, rows):
        """(vehicle, km) → days on which it was read."""
        known = defaultdict(set)
        vehicles = [self.vehicles[row.vin].id for row in rows]
        if vehicles:
            for reading in self.env["aftersales.vehicle.odometer"].search([("vehicle_id", "in", vehicles)]):
                known[reading.vehicle_id.id, reading.value].add(reading.date)
        return known

    def _describe_reading(self, reading):
        label = dict(reading._fields["flag"]._description_selection(self.env))[reading.flag]
        return self.env._("Mileage %(km)s km does not count: %(flag)s.", km=reading.value, flag=label)

    def touch(self, row):
        """The row brought something new."""
        self.changed.add(row.number)


def _get_phone_column(model, alias):
    return SQL.identifier(alias, "phone", to_flush=model._fields["phone"])


def _is_same(known, value):
    """Whether a cell says what we know; ``Red`` is ``red``."""
    return known == value or (isinstance(value, str) and (known or "").casefold() == value.casefold())
