import csv
import io
import logging
import time
import zlib
from collections import Counter
from itertools import islice

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from odoo.tools import SQL

from .aftersales_import import COUNTS
from .aftersales_import_handler import Outcome

_logger = logging.getLogger(__name__)

BATCH_SIZE = 1000  # rows per commit: large enough to share queries, small enough that a kill costs about a second
FIRST_BATCH = 100  # rows; how long they take tells how many the next batch has
BATCH_SECONDS = 3  # what a batch may take, before the next one is smaller
LOCK_SPACE = zlib.crc32(b"aftersales.import") & 0x7FFFFFFF


class AftersalesImport(models.Model):
    """Bringing the rows in: a batch, its ledger lines and the counters are one transaction."""

    _inherit = "aftersales.import"

    def _trigger(self):
        """Wake the background job; ``sudo`` since a manager may not touch scheduled jobs."""
        self.env.ref("aftersales_base.ir_cron_import").sudo()._trigger()

    @api.model
    def _cron_run(self):
        """Go on with every import that is under way."""
        jobs = self.search([("state", "=", "running")], order="id")
        for job in jobs:
            if not job.with_company(job.company_id)._run_guarded():
                job._trigger()  # else the host looks again in a minute only
                # The host would call this up to ten times more in the same breath, and a threaded server starts anew
                # when its background jobs go on for minutes.
                self.env["ir.cron"]._commit_progress(remaining=0)
                return

    def _run_guarded(self):
        """Run; what nobody expected stops this import, with the reason on it, and not the others."""
        try:
            return self._run()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            self.env.cr.rollback()
            return False
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
            size = min(handler._batch_size or BATCH_SIZE, FIRST_BATCH)
            while batch := list(islice(rows, size)):
                begun = time.monotonic()
                self._apply_batch(handler, batch, prepared)
                time_left = self._commit(len(batch))
                size = self._get_next_size(handler, len(batch), time.monotonic() - begun)
                is_late = not time_left or (seconds and time.monotonic() - started > seconds)
                # With no row left nobody would come back to finish.
                if is_late and self._count_left():
                    return False
                if not self._hold() or self.last_line != batch[-1].number:
                    return True
        self._transit("finish")
        self._commit(0)
        return True

    @api.model
    def _get_next_size(self, handler, size, seconds):
        """How many rows the next batch has, by how long the last one took: new records take longer than known ones."""
        limit = handler._batch_size or BATCH_SIZE
        return max(1, min(limit, 10 * size, int(size * BATCH_SECONDS / max(seconds, 0.001))))

    def _hold(self):
        """Whether this process may apply the next batch: it runs, and nobody else is at it.

        An advisory lock, not a lock on the record: somebody who stops the import must not wait for the batch.
        """
        [[is_ours]] = self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK_SPACE, self.id))
        self.invalidate_recordset(["state", "last_line", *COUNTS.values()])
        return is_ours and self.state == "running"

    def _commit(self, processed):
        return self.env["ir.cron"]._commit_progress(processed, remaining=self._count_left())

    def _count_left(self):
        return max(self.row_count - sum(self[name] for name in COUNTS.values()), 0)

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
        """Past the ORM, for a list of half a million rows: nothing depends on a line, and nobody writes one by hand."""
        self._copy_ledger(outcomes)
        counts = Counter(outcome.result for outcome in outcomes)
        # How far a run has come is written by the run alone.
        self.sudo().write(
            {name: self[name] + counts[result] for result, name in COUNTS.items()} | {"last_line": outcomes[-1].number},
        )

    def _copy_ledger(self, outcomes):
        table = io.StringIO()
        writer = csv.writer(table)
        writer.writerows(
            (self.id, self.company_id.id, outcome.number, outcome.result, outcome.res_id, outcome.reason or "")
            for outcome in outcomes
        )
        table.seek(0)
        self.env.cr.copy_expert(
            "COPY aftersales_import_line (import_id, company_id, line_no, outcome, res_id, reason)"
            " FROM STDIN (FORMAT csv)",
            table,
        )
        self.invalidate_recordset(["line_ids"])
