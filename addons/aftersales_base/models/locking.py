from odoo.exceptions import LockError
from odoo.tools import SQL


def lock(records):
    """Lock records until the transaction ends, before their state is checked and changed.

    :param records: recordset of any model
    :raise LockError: another session holds one of them; in words for the person at the screen
    """
    try:
        records.lock_for_update()
    except LockError as error:
        raise LockError(
            records.env._(
                "Somebody else is working on %(names)s at this moment. Try again in a few seconds.",
                names=", ".join(records.mapped("display_name")),
            )
        ) from error


def take_turn(records):
    """Let transactions about the same records go one after the other, each with the work of the one before in sight.

    A mere lock would not do: who waited for it still judges by what was there when the transaction began. Once a row
    has changed, the server starts that transaction again. Rows are taken in one order, so that no two wait for each
    other.

    :param records: recordset of any model with a log of access; nothing of them is changed
    """
    records.env.cr.execute(
        SQL(
            "UPDATE %(table)s SET write_date = write_date WHERE id IN ("
            "SELECT id FROM %(table)s WHERE id = ANY(%(ids)s) ORDER BY id FOR NO KEY UPDATE)",
            table=SQL.identifier(records._table),
            ids=records.ids,
        )
    )
