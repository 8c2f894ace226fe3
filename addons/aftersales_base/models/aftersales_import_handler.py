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

    def _get_res_model(self):
        """Name of the model the rows end in."""
        raise NotImplementedError

    def _prepare_import(self, job, rows):
        """Look through the whole file once before the first batch, for what one row must know of the others.

        :param job: ``aftersales.import``, one record
        :param rows: callable that returns a fresh iterator of ``ImportRow``
        :return: anything; handed to each ``_import_rows``
        """

    def _import_rows(self, job, rows, prepared):
        """Bring rows in. Called again for halves, then single rows, when the database refuses them together.

        :param job: ``aftersales.import``, one record
        :param rows: list of ``ImportRow``
        :param prepared: what ``_prepare_import`` returned
        :return: list of ``Outcome``, one per row, any order
        """
        raise NotImplementedError
