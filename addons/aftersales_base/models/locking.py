from odoo.exceptions import LockError


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
