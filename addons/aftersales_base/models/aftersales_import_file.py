import base64
import hashlib
import io
from datetime import timedelta
from itertools import islice
from pathlib import Path

from openpyxl.utils import get_column_letter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..rules import tabular
from .aftersales_import_handler import ImportRow
from .ir_attachment import UNSEARCHED

FILE_LIMIT = 256 << 20  # bytes; a million rows of a price file take half of it
SAMPLED_ROWS = 50
SAMPLES = 3
LEFT_AFTER = timedelta(days=30)


class AftersalesImport(models.Model):
    """The uploaded file: what stands in it, and where its columns go."""

    _inherit = "aftersales.import"

    def _open_table(self):
        """The file as a table; a workbook as it was unpacked when its headings were read.

        :raise UserError: it is none, in words a clerk understands
        """
        self.ensure_one()
        if unpacked := self._find_file("unpacked"):
            return tabular.Table(self._open_file(unpacked), self.layout)
        file = self._find_file("file")
        self._check_file_size(file.file_size)
        try:
            return tabular.Table(self._open_file(file))
        except tabular.TableError as error:
            raise UserError(self._describe_problem(error.problem)) from error

    def _find_file(self, name):
        """The attachment of a field; ``sudo`` since it hangs on this record, which was read with rights."""
        self.check_access("read")
        return (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", name)], limit=1)
        )

    @api.model
    def _open_file(self, attachment):
        if attachment.store_fname:
            return Path(attachment._full_path(attachment.store_fname)).open("rb")
        return io.BytesIO(attachment.raw or b"")

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_upload(vals)
        return super(AftersalesImport, self.with_context(**{UNSEARCHED: True})).create(vals_list).with_env(self.env)

    def write(self, vals):
        self._check_upload(vals)
        return super(AftersalesImport, self.with_context(**{UNSEARCHED: True})).write(vals)

    def _check_upload(self, vals):
        """An upload arrives as base64 text, a third longer than the file."""
        self._check_file_size(len(vals.get("file") or b"") * 3 // 4, vals.get("file_name"))

    def _check_file_size(self, size, name=None):
        """:raise UserError: the file is larger than any list; told before a byte of it is read"""
        if size > FILE_LIMIT:
            raise UserError(
                self.env._(
                    "%(file)s has %(size)s MB; a list may have %(limit)s MB. "
                    "Leave out what is not needed, or split it.",
                    file=name or self.file_name or self.env._("The file"),
                    size=size >> 20,
                    limit=FILE_LIMIT >> 20,
                )
            )

    def _describe_problem(self, problem):
        messages = {
            "empty": self.env._("%(file)s is empty. Choose the file with the list."),
            "not_a_table": self.env._("%(file)s is not a table. Save the list as CSV or Excel workbook (.xlsx)."),
            "old_excel": self.env._("%(file)s is an old Excel file. Open it and save it as Excel workbook (.xlsx)."),
            "locked": self.env._("%(file)s is protected by a password. Save it without one."),
            "encoding": self.env._(
                "%(file)s holds characters that are neither UTF-8 nor GB18030. Save it as CSV UTF-8 or as .xlsx.",
            ),
            "too_large": self.env._("%(file)s unpacks to far more than a list. Save the sheet alone as CSV."),
        }
        return messages[problem] % {"file": self.file_name}

    def _read_columns(self):
        for job in self:
            job._read_file_columns()

    def _read_file_columns(self):
        """Find the headings, sample the columns and propose where they go."""
        known = self.env["aftersales.import.field"]._get_known_headings(self.kind)
        self._forget_unpacked()
        with self._open_table() as table:
            headings = tabular.find_headings(table.rows(), known)
            rows = (row for row in table.rows() if row.number > headings.number)
            sampled = list(islice(rows, SAMPLED_ROWS))
            row_count = len(sampled) + sum(1 for _row in rows)
            packed = table.pack()
        if not sampled:
            raise UserError(self.env._("%(file)s has headings but no rows below them.", file=self.file_name))
        columns = map(Command.create, self._prepare_columns(headings, sampled, known))
        self.column_ids = [Command.clear(), *columns]
        self._check_headings()
        # sudo: a user may not write what the rows are read from, and by what
        self.sudo().write(
            {
                "content_hash": self._hash_file(),
                "layout": self._describe_layout(table),
                "heading_row": headings.number,
                "row_count": row_count,
            }
        )
        if packed:
            self.sudo().unpacked = base64.b64encode(packed)

    def _forget_unpacked(self):
        self.sudo().unpacked = False  # sudo: as above

    @api.autovacuum
    def _gc_unpacked(self):
        """Imports nobody goes on with; who does after all has the file unpacked once more."""
        left = fields.Datetime.now() - LEFT_AFTER
        self.search(
            [("state", "!=", "running"), ("unpacked", "!=", False), ("write_date", "<", left)]
        )._forget_unpacked()

    def _describe_layout(self, table):
        if table.sheet:
            return table.sheet
        delimiter = self.env._("tab") if table.delimiter == "\t" else table.delimiter
        return f"{table.encoding.removesuffix('-sig').upper()} ( {delimiter} )"

    def _hash_file(self):
        digest = hashlib.sha256()
        with self._open_file(self._find_file("file")) as file:
            while chunk := file.read(tabular.CHUNK):
                digest.update(chunk)
        return digest.hexdigest()

    def _prepare_columns(self, headings, sampled, known):
        taken = set()
        for position, heading in enumerate(headings.cells):
            values = dict.fromkeys(row.cells[position] for row in sampled if position < len(row.cells))
            samples = [value for value in values if value][:SAMPLES]
            if not heading and not samples:
                continue
            keys = tabular.heading_keys(heading)
            field = next((known[key] for key in keys if key in known), self.env["aftersales.import.field"])
            is_free = field and field not in taken
            taken.add(field)
            yield {
                "position": position,
                "heading": heading,
                "heading_key": keys[0] if keys else False,
                "samples": " · ".join(samples),
                "field_id": is_free and field.id,
            }

    def _check_headings(self):
        """Of two columns with the same heading nobody can tell which holds what the field wants."""
        for columns in self.column_ids.filtered("heading_key").grouped("heading_key").values():
            if len(columns) > 1 and columns.field_id:
                raise UserError(
                    self.env._(
                        "Columns %(columns)s of %(file)s have the same heading “%(heading)s”. Rename or delete one of "
                        "them in the file, and read it again.",
                        columns=", ".join(get_column_letter(column.position + 1) for column in columns),
                        file=self.file_name,
                        heading=columns[0].heading,
                    )
                )

    def _check_columns(self):
        """What must be true before the first row is brought in."""
        self._check_headings()
        mapped = self.column_ids.filtered("field_id")
        missing = (
            self.env["aftersales.import.field"].search(
                [("kind", "=", self.kind), ("is_required", "=", True)],
            )
            - mapped.field_id
        )
        if missing:
            raise UserError(
                self.env._(
                    "No column goes to %(fields)s. Headings found: %(headings)s. Choose the column that holds it.",
                    fields=", ".join(missing.mapped("name")),
                    headings=", ".join(filter(None, self.column_ids.mapped("heading"))),
                )
            )
        for field, columns in mapped.grouped("field_id").items():
            if len(columns) > 1:
                raise UserError(
                    self.env._(
                        "The columns %(headings)s all go to %(field)s. Leave one of them.",
                        headings=", ".join(columns.mapped("heading")),
                        field=field.name,
                    )
                )

    def _effect_start(self):
        """The rows are brought in with the rights of who starts the run."""
        self.sudo().user_id = self.env.user
        self._remember_columns()

    def _remember_columns(self):
        for job in self:
            self.env["aftersales.import.mapping"]._remember(
                job.kind, {column.heading_key: column.field_id for column in job.column_ids if column.heading_key}
            )

    def _read_rows(self, table, after=0):
        """The rows below the headings as ``ImportRow``, from the first after the given number."""
        fields_by_position = {column.position: column.field_id.key for column in self.column_ids if column.field_id}
        width = max(self.column_ids.mapped("position")) + 1
        for row in table.rows():
            if row.number <= max(self.heading_row, after):
                continue
            if row.is_broken or any(row.cells[width:]):
                yield ImportRow(row.number, {})
                continue
            yield ImportRow(
                row.number,
                {
                    key: row.cells[position]
                    for position, key in fields_by_position.items()
                    if position < len(row.cells) and row.cells[position]
                },
            )
