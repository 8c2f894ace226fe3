"""Thousands of rows in one statement: pieces of SQL for an INSERT … SELECT FROM unnest(…) with many columns."""

from odoo.tools import SQL

INT = SQL("int")
FLOAT = SQL("float8")
TEXT = SQL("varchar")
BOOL = SQL("bool")
DATE = SQL("date")


def names(columns, table=None):
    """The columns, comma-separated.

    :param columns: names in order
    :param str table: alias before each, such as ``excluded``
    :rtype: SQL
    """
    return SQL(", ").join(SQL.identifier(table, name) if table else SQL.identifier(name) for name in columns)


def arrays(kinds, values):
    """The arguments of ``unnest``: one array per column.

    :param kinds: SQL types in order
    :param values: lists of the same length, in the same order
    :rtype: SQL
    """
    return SQL(", ").join(SQL("%s::%s[]", _literal(column), kind) for kind, column in zip(kinds, values, strict=True))


def _literal(values):
    """A list as the text of one PostgreSQL array; as thousands of constants the server would parse each for itself."""
    elements = ",".join(["NULL" if value is None else _element(value) for value in values])
    return f"{{{elements}}}"


def _element(value):
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return str(value)
