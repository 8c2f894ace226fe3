import hashlib
import io
import logging
import time
import zlib
from collections import Counter
from itertools import islice
from pathlib import Path

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL, format_datetime

from ..rules import tabular
from .aftersales_import_handler import ImportRow, Outcome
from .aftersales_transition_mixin import Transition

_logger = logging.getLogger(__name__)

BATCH_SIZE = 1000  # rows per commit: large enough to share queries, small enough that a kill costs about a second
FOREGROUND_SECONDS = 20  # a list that is through by then never leaves the clerk waiting for the background job
SAMPLED_ROWS = 50
SAMPLES = 3
LOCK_SPACE = zlib.crc32(b"aftersales.import") & 0x7FFFFFFF
MANAGER = ("aftersales_base.group_manager",)
COUNTS = {
    "created": "created_count",
    "updated": "updated_count",
    "unchanged": "unchanged_count",
    "rejected": "rejected_count",
}


class AftersalesImport(models.Model):
    """A list brought into the store: its file, what its columns mean, and a ledger of what became of each row.

    Rows are applied in batches. A batch, its ledger lines and the counters are committed together, so a run that is
    killed goes on with the first row that is not in the ledger, and no row is applied twice.
    """

    _name = "aftersales.import"
    _description = "Import"
    _inherit = ["aftersales.transition.mixin"]
    _order = "id desc"
    _rec_name = "file_name"

    _transitions = {
        "read": Transition(("new",), "mapping", MANAGER, effect="_read_columns"),
        "start": Transition(
            ("mapping", "stopped"),
            "running",
            MANAGER,
            guard="_check_columns",
            effect="_remember_columns",
        ),
        "stop": Transition(("running",), "stopped", MANAGER),
        "finish": Transition(("running",), "done", MANAGER),
        "reset": Transition(("mapping",), "new", MANAGER),
    }

    # -- what
    kind = fields.Selection(
        lambda self: self._get_kind_selection(),
        "List Of",
        required=True,
        default=lambda self: next(iter(self._get_kinds()), False),
    )
    file = fields.Binary(required=True, attachment=True)
    file_name = fields.Char(required=True)
    content_hash = fields.Char(readonly=True, copy=False, index=True)
    twin_warning = fields.Char(compute="_compute_twin_warning")
    layout = fields.Char(readonly=True, copy=False, help="Sheet, or encoding and separator, as found in the file.")
    heading_row = fields.Integer("Headings in Row", readonly=True, copy=False, aggregator=None)
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    column_ids = fields.One2many("aftersales.import.column", "import_id", "Columns", copy=False)
    is_day_first = fields.Boolean(
        "Day before Month",
        help="Whether 05/03/2024 is the fifth of March. Other ways of writing a date say it themselves.",
    )

    # -- who
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        required=True,
        readonly=True,
        default=lambda self: self.env.user,
        help="The rows are brought in with this person's rights.",
    )

    # -- how far
    state = fields.Selection(
        [
            ("new", "New"),
            ("mapping", "Check Columns"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
        ],
        default="new",
        required=True,
        readonly=True,
        copy=False,
    )
    last_line = fields.Integer("Last Row Done", readonly=True, copy=False, aggregator=None)
    line_ids = fields.One2many("aftersales.import.line", "import_id", "Ledger", copy=False)
    created_count = fields.Integer("Created", readonly=True, copy=False)
    updated_count = fields.Integer("Updated", readonly=True, copy=False)
    unchanged_count = fields.Integer("Unchanged", readonly=True, copy=False)
    rejected_count = fields.Integer("Rejected", readonly=True, copy=False)
    progress = fields.Float(compute="_compute_progress")
    failure = fields.Text(readonly=True, copy=False)

    @api.depends("content_hash", "kind", "company_id")
    def _compute_twin_warning(self):
        hashes = self.filtered("content_hash").mapped("content_hash")
        done = self.search([("content_hash", "in", hashes), ("state", "=", "done")]) if hashes else self.browse()
        for job in self:
            twins = done.filtered(
                lambda twin, job=job: (
                    twin.content_hash == job.content_hash
                    and twin.kind == job.kind
                    and twin.company_id == job.company_id
                    and twin.id != job._origin.id
                )
            )
            job.twin_warning = (
                job.content_hash
                and twins
                and self.env._(
                    "The same file was imported on %(date)s. Rows that brought nothing new stay unchanged.",
                    date=format_datetime(self.env, twins[0].create_date),
                )
            )

    @api.depends("row_count", *COUNTS.values())
    def _compute_progress(self):
        for job in self:
            done = sum(job[name] for name in COUNTS.values())
            job.progress = 100 * done / job.row_count if job.row_count else 0

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if started := self.filtered("last_line"):
            raise UserError(
                self.env._(
                    "%(files)s has brought in rows already and stays as evidence.",
                    files=", ".join(started.mapped("file_name")),
                )
            )

    def write(self, vals):
        if {"kind", "file"} & vals.keys() and self.filtered(lambda job: job.state != "new"):
            raise UserError(self.env._("The file has been read already. Start a new import for another file."))
        return super().write(vals)

    def action_read(self):
        """Read the file's headings and propose where the columns go."""
        self._transit("read")

    def action_start(self):
        """Bring the rows in: at once what takes a short while, the rest in the background."""
        self._transit("start")
        self._trigger()
        finished = [job._run(FOREGROUND_SECONDS) for job in self]
        if not all(finished):
            self._trigger()

    def action_stop(self):
        self._transit("stop")

    def action_reset(self):
        """Choose another file."""
        self._transit("reset")

    def action_open_lines(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("aftersales_base.aftersales_import_line_action")
        return action | {"domain": [("import_id", "=", self.id)]}

    @api.model
    def _get_kinds(self):
        """Hook: the lists that can be brought in.

        :return: dict, kind → (label, name of a model that inherits ``aftersales.import.handler``)
        """
        return {}

    @api.model
    def _get_kind_selection(self):
        return [(kind, label) for kind, (label, _handler) in self._get_kinds().items()]

    def _get_handler(self):
        """The model that brings the rows in, acting as the responsible person, without a log entry per record."""
        self.ensure_one()
        _label, model = self._get_kinds()[self.kind]
        user = self.user_id
        return (
            self.env[model]
            .with_user(user)
            .with_company(self.company_id)
            .with_context(
                lang=user.lang,
                tz=user.tz,
                tracking_disable=True,
                mail_notrack=True,
                mail_create_nolog=True,
            )
        )

    # -- reading

    def _open_table(self):
        """The file as a table.

        :raise UserError: it is none, in words a clerk understands
        """
        self.ensure_one()
        try:
            return tabular.Table(self._open_file())
        except tabular.TableError as error:
            raise UserError(self._describe_problem(error.problem)) from error

    def _open_file(self):
        """The uploaded file as a stream; ``sudo`` since it hangs on this record, which was read with rights."""
        self.check_access("read")
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "=", self.id),
                    ("res_field", "=", "file"),
                ],
                limit=1,
            )
        )
        if attachment.store_fname:
            return Path(attachment._full_path(attachment.store_fname)).open("rb")
        return io.BytesIO(attachment.raw or b"")

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
        with self._open_table() as table:
            headings = tabular.find_headings(table.rows(), known)
            rows = (row for row in table.rows() if row.number > headings.number)
            sampled = list(islice(rows, SAMPLED_ROWS))
            row_count = len(sampled) + sum(1 for _row in rows)
        if not sampled:
            raise UserError(self.env._("%(file)s has headings but no rows below them.", file=self.file_name))
        self.write(
            {
                "content_hash": self._hash_file(),
                "layout": table.sheet or f"{table.encoding} {table.delimiter!r}",
                "heading_row": headings.number,
                "row_count": row_count,
                "column_ids": [Command.clear(), *map(Command.create, self._prepare_columns(headings, sampled, known))],
            }
        )

    def _hash_file(self):
        digest = hashlib.sha256()
        with self._open_file() as file:
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

    def _check_columns(self):
        """What must be true before the first row is brought in."""
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

    def _remember_columns(self):
        for job in self:
            self.env["aftersales.import.mapping"]._remember(
                job.kind, {column.heading_key: column.field_id for column in job.column_ids if column.heading_key}
            )

    # -- running

    def _trigger(self):
        """Wake the background job; ``sudo`` since a manager may not touch scheduled jobs."""
        self.env.ref("aftersales_base.ir_cron_import").sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Go on with every import that is under way."""
        jobs = self.search([("state", "=", "running")], order="id")
        for job in jobs:
            if not job.with_company(job.company_id)._run_guarded():
                return

    def _run_guarded(self):
        """Run; what nobody expected stops this import, with the reason on it, and not the others."""
        try:
            return self._run()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            self._trigger()
        except Exception as error:
            _logger.exception("Import %s stopped", self.id)
            self.env.cr.rollback()
            self.write({"state": "stopped", "failure": str(error)})
        self._commit(0)
        return True

    def _run(self, seconds=None):
        """Apply the rows that are not in the ledger, a batch per transaction.

        :param seconds: stop after the batch in which so many have gone by; None leaves it to the background job
        :return: whether the import needs no further run
        """
        self.ensure_one()
        started = time.monotonic()
        if not self._hold():
            return True
        with self._open_table() as table:
            handler = self._get_handler()
            prepared = handler._prepare_import(self, lambda: self._read_rows(table))
            rows = self._read_rows(table, after=self.last_line)
            while batch := list(islice(rows, BATCH_SIZE)):
                self._apply_batch(handler, batch, prepared)
                time_left = self._commit(len(batch))
                if not time_left or (seconds and time.monotonic() - started > seconds):
                    return False
                if not self._hold() or self.last_line != batch[-1].number:
                    return True
        self._transit("finish")
        self._commit(0)
        return True

    def _hold(self):
        """Whether this process may apply the next batch: it runs, and nobody else is at it.

        An advisory lock, not a lock on the record: somebody who stops the import must not wait for the batch.
        """
        [[is_ours]] = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, self.id))
        self.invalidate_recordset(["state", "last_line", *COUNTS.values()])
        return is_ours and self.state == "running"

    def _commit(self, processed):
        done = sum(self[name] for name in COUNTS.values())
        return self.env["ir.cron"]._commit_progress(processed, remaining=max(self.row_count - done, 0))

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

    def _apply_batch(self, handler, batch, prepared):
        """Bring a batch in and write the ledger; both are one transaction with the counters."""
        readable = [row for row in batch if row.values]
        outcomes = self._import_rows(handler, readable, prepared) if readable else []
        outcomes += [
            Outcome(
                row.number,
                "rejected",
                reason=handler.env._(
                    "The row cannot be read: it has more cells than there are headings, or none that is imported.",
                ),
            )
            for row in batch
            if not row.values
        ]
        self._write_ledger(sorted(outcomes))

    def _import_rows(self, handler, rows, prepared):
        """All rows at once; when the database or a rule refuses them, halves, down to the row at fault."""
        try:
            with self.env.cr.savepoint():
                outcomes = handler._import_rows(self, rows, prepared)
        except (UserError, psycopg2.IntegrityError, psycopg2.DataError) as error:
            if len(rows) == 1:
                return [Outcome(rows[0].number, "rejected", reason=self._describe_refusal(handler, error))]
        else:
            return outcomes
        half = len(rows) // 2
        return [
            *self._import_rows(handler, rows[:half], prepared),
            *self._import_rows(handler, rows[half:], prepared),
        ]

    def _describe_refusal(self, handler, error):
        if isinstance(error, UserError):
            return str(error)
        return handler.env[handler._get_res_model()]._sql_error_to_message(error)

    def _write_ledger(self, outcomes):
        """``sudo`` since nobody writes the ledger by hand."""
        self.env["aftersales.import.line"].sudo().create(
            [
                {
                    "import_id": self.id,
                    "company_id": self.company_id.id,
                    "line_no": outcome.number,
                    "outcome": outcome.result,
                    "res_id": outcome.res_id,
                    "reason": outcome.reason,
                }
                for outcome in outcomes
            ]
        )
        counts = Counter(outcome.result for outcome in outcomes)
        self.write(
            {name: self[name] + counts[result] for result, name in COUNTS.items()} | {"last_line": outcomes[-1].number},
        )
