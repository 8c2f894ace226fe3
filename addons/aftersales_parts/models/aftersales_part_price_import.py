from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.aftersales_base.models.aftersales_import_handler import Outcome
from odoo.addons.aftersales_base.rules.tabular import is_formula

from ..rules import part_number, price_row
from .part_price_batch import PartPriceBatch

LISTED_PROBLEMS = 1000  # what a person can look through; the ledger has every row


class AftersalesPartPriceImport(models.AbstractModel):
    """Brings in a manufacturer's price file, half a million rows in a few statements per batch."""

    _name = "aftersales.part.price.import"
    _description = "Part Price Import"
    _inherit = ["aftersales.import.handler"]

    _batch_size = 5000  # about a second of work
    _has_preview = True

    def _get_res_model(self):
        return "product.product"

    def _preview_rows(self, job, rows):
        self._check_job(job)
        self._drop_preview(job)
        batch, problems = PartPriceBatch(self.env, job), []
        batch.load(self._read_loadable(job, rows, problems))
        batch.match()
        batch.list_duplicates(self.env._("The file has several rows with different prices for this part."))
        batch.list_jumps(job.company_id.part_price_jump)
        counts = batch.count()
        self._list_findings(job, "problem", {problem.number: problem.reason for problem in problems[:LISTED_PROBLEMS]})
        self._list_unusable(job, batch)
        job.preview_new_part_count = batch.count_unknown() if job.create_parts else 0
        counts["rejected"] = counts.get("rejected", 0) + len(problems)
        return counts

    def _list_unusable(self, job, batch):
        """Rows that can be read and yet price no part of ours; numbers that will become parts are none of them."""
        unusable = batch.get_unusable(("ambiguous", "unit"), LISTED_PROBLEMS)
        self._list_findings(job, "problem", {line: self._describe_result(result) for line, result, _number in unusable})
        if not job.create_parts:
            unknown = batch.get_unusable(("unknown",), LISTED_PROBLEMS)
            self._list_findings(
                job,
                "unknown",
                {
                    line: self.env._("No part of ours has the number %(number)s.", number=number)
                    for line, _result, number in unknown
                },
            )

    def _drop_preview(self, jobs):
        # sudo: the findings are nobody's to write; who may write the import may have it looked through anew
        jobs.sudo().finding_ids.unlink()

    def _check_preview(self, job):
        if job.open_jump_count:
            raise UserError(
                self.env._(
                    "%(count)s prices of %(file)s change by more than %(limit)s %%. Look at them under Findings and "
                    "take the new prices or leave the rows out.",
                    count=job.open_jump_count,
                    file=job.file_name,
                    limit=job.company_id.part_price_jump,
                )
            )

    def _prepare_import(self, job, rows):
        """Rows left out → reason; decided on before the first batch, so that a run that goes on keeps to it."""
        self.env["aftersales.part.price"].check_access("create")
        return self.env["aftersales.part.price.finding"]._get_left_out(job)

    def _import_rows(self, job, rows, prepared):
        problems = [
            Outcome(row.number, "rejected", reason=prepared[row.number]) for row in rows if row.number in prepared
        ]
        batch = PartPriceBatch(self.env, job)
        batch.load(self._read_loadable(job, (row for row in rows if row.number not in prepared), problems))
        batch.match()
        if job.create_parts and self._create_parts(job, batch):
            batch.match()
        batch.bring_in()
        return problems + [self._conclude(*ended) for ended in batch.get_results()]

    def _conclude(self, number, result, product_id):
        if result in ("created", "updated", "unchanged"):
            return Outcome(number, result, product_id)
        return Outcome(number, "rejected", product_id or 0, self._describe_result(result))

    def _describe_result(self, result):
        if result == "unknown":
            return self.env._("Unknown number: no part of ours has it.")
        if result == "ambiguous":
            return self.env._("Parts of several manufacturers have this number. Name the manufacturer.")
        return self.env._("The file prices another unit than the part is kept in.")

    # -- reading

    def _check_job(self, job):
        """What must be true of the file as a whole."""
        self.env["aftersales.part.price"].check_access("create")
        today = self.env["aftersales.part.price"]._get_today(job.company_id)
        if not job.price_date or job.price_date < today:
            raise UserError(
                self.env._(
                    "Prices of %(file)s cannot count from a day that is over. Choose today or a day to come.",
                    file=job.file_name,
                )
            )
        if not job.price_currency_id:
            raise UserError(self.env._("Choose the currency of %(file)s.", file=job.file_name))

    def _read_loadable(self, job, rows, problems):
        """Rows a batch can load: (row number, ``PriceRow``, unit id); the others are noted in ``problems``."""
        maker = part_number.normalise_code(job.price_manufacturer_code)
        units = self.env["uom.uom"]._get_units_by_word()
        for row in rows:
            read, error = self._read_row(row, maker, units, job.create_parts)
            if error:
                problems.append(Outcome(row.number, "rejected", reason=self._describe_cell(error)))
            else:
                yield row.number, read, units.get(read.unit.casefold()) if read.unit else None

    @api.model
    def _read_row(self, row, maker, units, names_parts):
        """The row as read, or what is wrong with one of its cells.

        :param bool names_parts: whether its name may become that of a part; else nobody reads it
        """
        if not row.values:
            return None, price_row.CellError("number", "unreadable")
        try:
            read = price_row.read(row.values, maker)
        except price_row.CellError as error:
            return None, error
        if read.unit and read.unit.casefold() not in units:
            return None, price_row.CellError("unit", "unknown", read.unit)
        if names_parts and is_formula(read.name):
            return None, price_row.CellError("name", "formula", read.name)
        return read, None

    def _describe_cell(self, error):
        words = {
            "missing": self.env._("The row has no price."),
            "unreadable": self.env._("The row cannot be read: it has more cells than headings, or none that count."),
            "not_a_number": self.env._("“%(text)s” is no amount.", text=error.text),
            "formula": self._describe_formula(error.text),
            "negative": self.env._("“%(text)s” is below zero.", text=error.text),
            "absurd": self.env._("“%(text)s” is no price of a part.", text=error.text),
            "unknown": self.env._("Unit “%(text)s” is unknown here.", text=error.text),
        }
        if (error.key, error.problem) == ("number", "missing"):
            return self.env._("The row has no part number.")
        return words[error.problem]

    def _list_findings(self, job, kind, reasons):
        """:param dict reasons: row → why it stays out"""
        # sudo: findings are written by looking the file through, which the user may
        self.env["aftersales.part.price.finding"].sudo().create(
            [
                {
                    "import_id": job.id,
                    "company_id": job.company_id.id,
                    "line_no": line_no,
                    "kind": kind,
                    "reason": reason,
                    "decision": "leave",
                }
                for line_no, reason in reasons.items()
            ]
        )

    # -- parts we do not have

    def _create_parts(self, job, batch):
        """By the ORM and with the person's rights: other addons must see a new part."""
        parts = self.env["product.product"].create([self._prepare_part(job, *row) for row in batch.get_unknown()])
        batch.new_part_ids = parts.ids
        return parts

    @api.model
    def _prepare_part(self, job, number, maker, name, uom_id, list_price):
        return {
            "name": name or number,
            "part_number": number,
            "manufacturer_code": maker,
            "is_part": True,
            "is_storable": True,
            "invoice_policy": "delivery",
            "company_id": job.is_own_prices and job.company_id.id,
            **({"uom_id": uom_id} if uom_id else {}),
            **({"list_price": float(list_price)} if list_price else {}),
        }
