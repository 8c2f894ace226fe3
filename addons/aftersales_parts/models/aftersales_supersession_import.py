from collections import defaultdict
from typing import NamedTuple

from odoo import Command, models

from odoo.addons.aftersales_base.models.aftersales_import_handler import Outcome
from odoo.addons.aftersales_base.rules import tabular

from ..rules import part_number, part_row
from .part_number_finder import PartNumberFinder

FLAGS = ("use_up_first", "is_mutual", "date_from", "reference", "reason")


class Replacing(NamedTuple):
    """A readable row: an old number, what replaces it, and how."""

    number: int
    old: tuple[str, str | None]
    new: tuple[str, str | None]
    ratio: float
    vals: dict

    @property
    def old_key(self):
        return part_number.normalise(self.old[0]), part_number.normalise_code(self.old[1])


class AftersalesSupersessionImport(models.AbstractModel):
    """Brings in a list of old and new numbers.

    Rows with the same old number are a set and become one supersession at the first of them; of different dates the
    latest counts. The same list again changes nothing.
    """

    _name = "aftersales.supersession.import"
    _description = "Supersession Import"
    _inherit = ["aftersales.part.import.handler"]

    def _get_res_model(self):
        return "aftersales.supersession"

    def _prepare_import(self, job, rows):
        """Old number → its readable rows, of the day that counts; in the order of the file."""
        sets = defaultdict(list)
        for row in rows():
            read, _problem = self._examine_row(job, row)
            if read:
                sets[read.old_key].append(read)
        return {key: self._take_latest(rows) for key, rows in sets.items()}

    def _take_latest(self, rows):
        latest = max((row.vals["date_from"] for row in rows if row.vals["date_from"]), default=False)
        return [row for row in rows if not latest or row.vals["date_from"] == latest]

    def _import_rows(self, job, rows, prepared):
        readable, outcomes = [], []
        for row in rows:
            read, problem = self._examine_row(job, row)
            if problem:
                outcomes.append(Outcome(row.number, "rejected", reason=problem))
            else:
                readable.append(read)
        sets = {read.number: prepared[read.old_key] for read in readable}
        names = {name for group in sets.values() for row in group for name in (row.old, row.new)}
        names |= {name for row in readable for name in (row.old, row.new)}
        parts = PartNumberFinder(self.env, job.company_id, names)
        for read in readable:
            first = sets[read.number][0]
            if read not in sets[read.number]:
                reason = self.env._("Row %(row)s replaces this number at a later date.", row=first.number)
                outcomes.append(Outcome(read.number, "rejected", reason=reason))
            elif read.number != first.number:
                outcomes.append(self._follow(read, first, parts))
            else:
                outcomes.append(self._bring_in(job, sets[read.number], parts))
        return outcomes

    def _examine_row(self, job, row):
        """The row as read and why it cannot be, one of them empty."""
        for name in ("old_number", "new_number"):
            if tabular.is_formula(row.values.get(name, "")):
                return None, self._describe_formula(row.values[name])
        try:
            return self._read_row(job, row), None
        except part_row.CellError as error:
            return None, self._describe_cell(error)

    def _read_row(self, job, row):
        values = row.values
        return Replacing(
            row.number,
            (values.get("old_number", ""), values.get("manufacturer")),
            (values.get("new_number", ""), values.get("new_manufacturer") or values.get("manufacturer")),
            part_row.read_quantity(values.get("ratio")) or 1.0,
            {
                "use_up_first": part_row.read_flag(values.get("use_up_first")),
                "is_mutual": part_row.read_flag(values.get("is_mutual")),
                "date_from": part_row.read_date(values.get("date_from"), job.is_day_first) or False,
                "reference": values.get("reference"),
                "reason": values.get("reason"),
            },
        )

    def _bring_in(self, job, group, parts):
        """The supersession a set of rows asks for; a single row is a set of one."""
        first = group[0]
        old, problem = parts.find(*first.old)
        news = {}
        for row in group:
            if problem:
                break
            new, problem = self._find_new(job, row, old, parts)
            news[new.id] = row.ratio
        if problem:
            return Outcome(first.number, "rejected", reason=problem)
        vals = {name: value for name, value in first.vals.items() if value not in (None, False, "")}
        vals |= {name: first.vals[name] for name in ("use_up_first", "is_mutual") if first.vals[name] is False}
        return self._save(first.number, old, news, vals)

    def _save(self, number, old, news, vals):
        supersession = self.env["aftersales.supersession"].search([("product_id", "=", old.id)])
        lines = [Command.create({"product_id": new, "ratio": ratio}) for new, ratio in news.items()]
        if not supersession:
            created = supersession.create({"product_id": old.id, "line_ids": lines, **vals})
            return Outcome(number, "created", created.id)
        changes = {name: value for name, value in vals.items() if supersession[name] != value}
        if {line.product_id.id: line.ratio for line in supersession.line_ids} != news:
            changes["line_ids"] = [Command.clear(), *lines]
        if changes:
            supersession.write(changes)
        return Outcome(number, "updated" if changes else "unchanged", supersession.id)

    def _find_new(self, job, row, old, parts):
        new, problem = parts.find(*row.new)
        if problem and job.create_new_numbers and row.new[0]:
            new, problem = self._create_new_number(row, old), None
            parts.add(new)
        return new, problem

    def _create_new_number(self, row, old):
        """The new number is the old part under another number, in every language.

        ``sudo`` since who answers for a list of supersessions may keep no parts; nothing but the number is new, and
        the right to enter supersessions is checked first.
        """
        self.env["aftersales.supersession"].check_access("create")
        new = old.sudo().create(self._prepare_new_number(row, old))
        names = {code: old.with_context(lang=code).name for code, _name in self.env["res.lang"].get_installed()}
        new.product_tmpl_id.update_field_translations("name", names)
        return new.sudo(False)

    def _prepare_new_number(self, row, old):
        """Hook: what it has in common with the old number; prices and suppliers come with their own lists."""
        return {
            "name": old.name,
            "part_number": row.new[0],
            "manufacturer_code": part_number.normalise_code(row.new[1]) or old.manufacturer_code,
            "is_part": True,
            "is_storable": old.is_storable,
            "invoice_policy": old.invoice_policy,
            "categ_id": old.categ_id.id,
            "uom_id": old.uom_id.id,
            "company_id": old.company_id.id,
            "part_kind": old.part_kind,
            "part_group_id": old.part_group_id.id,
            "function_code": old.function_code,
        }

    def _follow(self, read, first, parts):
        """What became of a further row of a set: it stands or falls with the first one."""
        old, _problem = parts.find(*read.old)
        new, problem = parts.find(*read.new)
        supersession = self.env["aftersales.supersession"].search([("product_id", "=", old.id)])
        if not problem and new in supersession.line_ids.product_id:
            return Outcome(
                read.number, "unchanged", supersession.id, self.env._("Came in with row %(row)s.", row=first.number)
            )
        reason = self.env._("Belongs to the set of row %(row)s, which was rejected.", row=first.number)
        return Outcome(read.number, "rejected", reason=problem or reason)
