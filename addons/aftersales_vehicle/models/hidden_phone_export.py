"""Exports of models that show people's numbers."""

from ..rules.masking import mask_phone
from .res_partner_phone import NUMBERS


def export_masked(records, fields, find_hidden, export):
    """The rows of an export with the numbers hidden that are hidden from the user.

    :param records: records of a model with a field of ``NUMBERS``
    :param fields: list of export paths, each a list of names
    :param find_hidden: called where it matters, gives those of the records whose number is hidden
    :param export: gives the rows of some of the records
    :return: list of rows
    """
    columns = [number for number, path in enumerate(fields) if path and path[0] in NUMBERS]
    hidden = find_hidden() if columns and records.env["res.partner"]._hides_phones() else None
    if not hidden:
        return export(records)
    lines = []
    for record in records:
        own = export(record)
        if record in hidden:
            for column in columns:
                own[0][column] = mask_phone(own[0][column])
        lines += own
    return lines
