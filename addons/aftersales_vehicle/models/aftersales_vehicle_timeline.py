from datetime import date, datetime, time
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, LazyTranslate, html2plaintext
from odoo.tools.translate import LazyGettext

_lt = LazyTranslate(__name__)

PAGE = 30  # entries that fill a screen
MOST = 200
NOTE_LENGTH = 300


class TimelineKind(NamedTuple):
    """A filter above the time line.

    :param label: its name
    :param icon: Font Awesome class of its entries
    """

    label: LazyGettext
    icon: str


KINDS = {
    "file": TimelineKind(_lt("File"), "fa-car"),
    "owner": TimelineKind(_lt("Owners"), "fa-user"),
    "plate": TimelineKind(_lt("Plates"), "fa-id-card-o"),
    "mileage": TimelineKind(_lt("Mileage"), "fa-tachometer"),
    "transfer": TimelineKind(_lt("Transfers"), "fa-exchange"),
    "merge": TimelineKind(_lt("Merges"), "fa-compress"),
    "consent": TimelineKind(_lt("Consents"), "fa-handshake-o"),
    "note": TimelineKind(_lt("Notes"), "fa-comment-o"),
}


class TimelineSource(NamedTuple):
    """Where entries of the time line come from; see ``_get_timeline_sources``.

    :param kind: key of ``_get_timeline_kinds``; several sources may share one
    :param model: model with the records
    :param date_field: stored date or datetime an entry stands at; records without one are left out
    :param describe: name of a method of ``aftersales.vehicle`` that takes the records and returns record id → dict
        with ``title`` and, as needed, ``text``, ``detail`` (for staff only), ``badge`` and ``warn``
    :param vehicle_field: field with the car; None where the domain says it all
    :param domain: which records count
    :param sees_all: read past the record rules; ``describe`` then hides what the user may not know
    :param opens: whether a click opens the record
    :param icon: Font Awesome class where it is another than the kind's
    """

    kind: str
    model: str
    date_field: str
    describe: str
    vehicle_field: str | None = "vehicle_id"
    domain: Domain = Domain.TRUE
    sees_all: bool = False
    opens: bool = True
    icon: str | None = None


class AftersalesVehicle(models.Model):
    """Everything that ever happened to a car, newest first."""

    _inherit = "aftersales.vehicle"

    @api.readonly
    def action_open_timeline(self):
        self.ensure_one()
        return {
            "type": "ir.actions.client",
            "tag": "aftersales_vehicle_timeline",
            "name": self.env._("Timeline of %(vehicle)s", vehicle=self.display_name),
            "params": {"vehicle_id": self.id},
            "context": {"active_id": self.id, "active_model": self._name},
        }

    @api.readonly
    def get_timeline(self, cursor=None, kinds=None, limit=PAGE):
        """A page of what happened to this car.

        :param cursor: ``next`` of the page before, None for the newest
        :param kinds: list of kinds to show, None for all
        :param int limit: entries of a page
        :return: dict with ``entries``, newest first; ``next``, None after the oldest; ``kinds`` with their labels
        """
        self.ensure_one()
        self._check_for_staff()
        limit = max(1, min(int(limit), MOST))
        sources = [source for source in self._get_timeline_sources() if self._may_read_source(source)]
        found = []
        for number, source in enumerate(sources):
            if not kinds or source.kind in kinds:
                found += self._read_timeline_source(number, source, cursor, limit + 1)
        found.sort(key=lambda row: row[:3], reverse=True)
        page = found[:limit]
        return {
            "entries": self._describe_timeline(sources, page),
            "next": self._prepare_timeline_cursor(page[-1]) if len(found) > limit else None,
            "kinds": self._prepare_timeline_kinds(sources),
        }

    def _get_timeline_sources(self):
        """Hook: where entries of this car come from; an upper addon appends its documents.

        :rtype: list[TimelineSource]
        """
        return [*self._get_file_sources(), *self._get_document_sources()]

    def _get_timeline_kinds(self):
        """Hook: the filters above the time line; an upper addon appends its documents.

        :rtype: dict[str, TimelineKind]
        """
        return KINDS

    def _get_file_sources(self):
        """What the file itself keeps: its dates, owners, plates, readings."""
        car, owners = "aftersales.vehicle", "aftersales.vehicle.owner.history"
        return [
            TimelineSource("file", car, "create_date", "_describe_timeline_opened", "id", opens=False),
            TimelineSource(
                "file", car, "invoice_date", "_describe_timeline_bought", "id", opens=False, icon="fa-shopping-cart"
            ),
            TimelineSource("owner", owners, "date_from", "_describe_timeline_owners", sees_all=True, opens=False),
            TimelineSource(
                "plate", "aftersales.vehicle.plate.history", "date_from", "_describe_timeline_plates", opens=False
            ),
            TimelineSource("mileage", "aftersales.vehicle.odometer", "date", "_describe_timeline_readings"),
        ]

    def _get_document_sources(self):
        """What was written about the car and its owner."""
        transfer, merge = "aftersales.vehicle.transfer", "aftersales.vehicle.merge"
        consent, message = "aftersales.privacy.consent", "mail.message"
        done, theirs = Domain("state", "=", "done"), Domain("partner_id", "=", self.owner_id.id)
        seen = {"sees_all": True, "opens": self.env[merge].has_access("read")}
        comments = Domain("model", "=", self._name) & Domain("message_type", "=", "comment")
        return [
            TimelineSource("transfer", transfer, "date", "_describe_timeline_transfers", domain=done),
            TimelineSource("merge", merge, "create_date", "_describe_timeline_merges", **seen),
            TimelineSource("merge", merge, "undone_datetime", "_describe_timeline_undone", icon="fa-expand", **seen),
            TimelineSource("consent", consent, "given_date", "_describe_timeline_consents", None, theirs),
            TimelineSource("note", message, "date", "_describe_timeline_notes", "res_id", comments, opens=False),
        ]

    def _may_read_source(self, source):
        return source.sees_all or self.env[source.model].has_access("read")

    # -- reading: each source by its own index, as many rows as a page holds at the most

    def _read_timeline_source(self, number, source, cursor, limit):
        """Rows ``(moment, number, id, record)``, newest first, at the most ``limit``."""
        records = self.env[source.model].with_context(active_test=False)
        if source.sees_all:
            # sudo: the describing method hides what this user may not know; the car itself was checked
            records = records.sudo()
        ours = Domain(source.vehicle_field, "=", self.id) if source.vehicle_field else Domain.TRUE
        query = records._search(ours & source.domain)
        column = records._field_to_sql(records._table, source.date_field, query)
        moment = SQL("date_trunc('second', %s::timestamp)", column)
        identifier = SQL.identifier(records._table, "id")
        query.add_where(SQL("%s IS NOT NULL", column))
        if cursor:
            query.add_where(
                SQL(
                    "(%s, %s, %s) < (%s, %s, %s)",
                    moment,
                    number,
                    identifier,
                    datetime.fromisoformat(cursor["moment"]),
                    int(cursor["source"]),
                    int(cursor["id"]),
                )
            )
        query.order = SQL("%s DESC, %s DESC", moment, identifier)
        query.limit = limit
        rows = records._fetch_query(query, [records._fields[source.date_field]])
        return [(_as_moment(record[source.date_field]), number, record.id, record) for record in rows]

    def _prepare_timeline_cursor(self, row):
        moment, number, record_id, _record = row
        return {"moment": moment.isoformat(), "source": number, "id": record_id}

    def _prepare_timeline_kinds(self, sources):
        kinds, used = self._get_timeline_kinds(), {source.kind for source in sources}
        return [{"kind": key, "label": self.env._(kind.label)} for key, kind in kinds.items() if key in used]

    def _describe_timeline(self, sources, page):
        """The rows as the screen shows them; each source describes its records at once."""
        texts = {}
        for number, source in enumerate(sources):
            records = [row[3] for row in page if row[1] == number]
            if records:
                texts[number] = getattr(self, source.describe)(records[0].union(*records))
        return [
            self._prepare_timeline_entry(sources[number], moment, record, texts[number].get(record_id, {}))
            for moment, number, record_id, record in page
        ]

    def _prepare_timeline_entry(self, source, moment, record, text):
        has_time = source.model in self.env and self.env[source.model]._fields[source.date_field].type == "datetime"
        return {
            "key": f"{source.model},{record.id},{source.date_field}",
            "kind": source.kind,
            "icon": source.icon or self._get_timeline_kinds()[source.kind].icon,
            "moment": fields.Datetime.to_string(moment),
            "has_time": has_time,
            "title": "",
            "text": "",
            "detail": "",
            "badge": "",
            "warn": False,
            "model": source.opens and source.model,
            "id": source.opens and record.id,
            **text,
        }

    # -- what the entries say

    def _describe_timeline_opened(self, vehicles):
        return {vehicle.id: {"title": self.env._("File opened")} for vehicle in vehicles}

    def _describe_timeline_bought(self, vehicles):
        return {vehicle.id: {"title": self.env._("Bought")} for vehicle in vehicles}

    def _describe_timeline_owners(self, lines):
        return {
            line.id: {
                "title": self.env._("New owner"),
                "text": self._name_former_owner(line.partner_id) if line.date_to else line.partner_id.name,
            }
            for line in lines
        }

    def _describe_timeline_plates(self, lines):
        return {line.id: {"title": self.env._("New plate"), "text": line.plate} for line in lines}

    def _describe_timeline_readings(self, readings):
        flags = dict(readings._fields["flag"]._description_selection(self.env))
        sources = dict(readings._fields["source"]._description_selection(self.env))
        return {
            reading.id: {
                "title": self.env._("%(value)s km", value=f"{reading.value:,}"),
                "text": sources.get(reading.source, ""),
                "detail": reading.reason or "",
                "badge": "" if reading.flag == "ok" else flags[reading.flag],
                "warn": not reading.is_valid,
            }
            for reading in readings
        }

    def _describe_timeline_transfers(self, transfers):
        texts = {}
        for transfer in transfers:
            kept = transfer.is_plate_kept
            texts[transfer.id] = {
                "title": self.env._("Transfer of ownership"),
                "text": self.env._("Plate kept") if kept else self.env._("Plate %(plate)s", plate=transfer.new_plate),
            }
        return texts

    def _describe_timeline_merges(self, merges):
        return {
            merge.id: {
                "title": self.env._("Merged with a duplicate"),
                "text": merge.name,
                "badge": self.env._("Undone") if merge.state == "undone" else "",
            }
            for merge in merges
        }

    def _describe_timeline_undone(self, merges):
        return {merge.id: {"title": self.env._("Merge undone"), "text": merge.name} for merge in merges}

    def _describe_timeline_consents(self, consents):
        """Of the present owner only, and only for those who may read consents."""
        purposes = dict(consents._fields["purpose"]._description_selection(self.env))
        channels = dict(consents._fields["channel"]._description_selection(self.env))
        return {
            consent.id: {
                "title": self.env._("Consent: %(purpose)s", purpose=purposes[consent.purpose]),
                "text": channels[consent.channel],
                "badge": self.env._("Withdrawn") if consent.state == "withdrawn" else "",
            }
            for consent in consents
        }

    def _describe_timeline_notes(self, messages):
        return {
            message.id: {
                "title": message.author_id.name or self.env._("Note"),
                "text": html2plaintext(message.body or "")[:NOTE_LENGTH],
            }
            for message in messages
        }


def _as_moment(value):
    """A date as the first second of its day, in the order of the time line."""
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    return datetime.combine(value, time.min) if isinstance(value, date) else value
