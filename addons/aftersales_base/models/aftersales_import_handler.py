from typing import NamedTuple

from odoo import models


class ImportRow(NamedTuple):
    """A row of the file on its way in: its number and the text of each mapped field, empty ones left out."""

    number: int
    values: dict[str, str]


class Outcome(NamedTuple):
    """What became of a row.

    :param result: ``created``, ``updated``, ``unchanged`` or ``rejected``
    :param res_id: record it ended in, 0 for none
    :param reason: why it was rejected, or what the clerk should look at; already in the user's language
    """

    number: int
    result: str
    res_id: int = 0
    reason: str | None = None


class AftersalesImportHandler(models.AbstractModel):
    """Reads one kind of list. An addon inherits it and declares the kind in ``aftersales.import._get_kinds``."""

    _name = "aftersales.import.handler"
    _description = "Import Handler"

    # Rows per commit where a list is brought in by few statements for many rows; None: ``BATCH_SIZE`` of the run.
    _batch_size = None
    # Whether the list is compared with what is there, and shown, before the first row is brought in.
    _has_preview = False

    def _get_res_model(self):
        """Name of the model the rows end in."""
        raise NotImplementedError

    def _preview_rows(self, job, rows):
        """Compare the whole file with what is there and change nothing but what the clerk is to look at.

        :param job: ``aftersales.import``, one record
        :param rows: iterator of ``ImportRow``
        :return: number of rows per result, as in ``Outcome``
        :rtype: dict[str, int]
        """
        raise NotImplementedError

    def _drop_preview(self, jobs):
        """Forget what ``_preview_rows`` found; the columns or the file will change."""

    def _check_preview(self, job):
        """Whether the clerk has looked at all that must be decided.

        :raise UserError: something is open
        """

    def _prepare_import(self, job, rows):
        """Look through the whole file once before the first batch, for what one row must know of the others.

        :param job: ``aftersales.import``, one record
        :param rows: callable that returns a fresh iterator of ``ImportRow``
        :return: anything; handed to each ``_import_rows``
        """

    def _describe_formula(self, text):
        """Why a cell that a spreadsheet program would compute is not brought in."""
        return self.env._("“%(text)s” is a formula. Save the list with values.", text=text)

    def _import_rows(self, job, rows, prepared):
        """Bring rows in. Called again for halves, then single rows, when the database refuses them together.

        :param job: ``aftersales.import``, one record
        :param rows: list of ``ImportRow``
        :param prepared: what ``_prepare_import`` returned
        :return: list of ``Outcome``, one per row, any order
        """
        raise NotImplementedError
