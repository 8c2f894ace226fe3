"""Everything in the database that points at a car, as columns that can be told to point at another one."""

from typing import NamedTuple

import psycopg2.errors

from odoo.tools import SQL


class Slot(NamedTuple):
    """A column with the number of a car.

    :param model: model the column belongs to, for people
    :param field: its field, for people
    :param table: name of the table
    :param column: name of the column
    :param key: column that tells the rows apart, ``id`` or the other side of a relation
    :param condition: which rows hold a number of a car, where the column may hold others
    :param prefix: what stands before the number in a column of text
    """

    model: str
    field: str
    table: str
    column: str
    key: str = "id"
    condition: SQL | None = None
    prefix: str = ""

    @property
    def name(self):
        return f"{self.table}.{self.column}/{self.key}"


def find_slots(env, model):
    """The columns with references to a model: many2one, many2many, generic references and external names.

    :param str model: model that is referred to
    :rtype: list[Slot]
    """
    slots = []
    for other in env.registry.values():
        if other._abstract or other._transient or not other._auto:
            continue
        for field in other._fields.values():
            slots += _read_field(env, other, field, model)
    return list({slot.name: slot for slot in slots}.values())


def _read_field(env, other, field, model):
    if field.type == "many2many" and field.store and not field.inherited:
        if field.comodel_name == model and field.model_name == other._name:
            return [Slot(other._name, field.name, field.relation, field.column2, field.column1)]
        if field.model_name == model:
            return [Slot(other._name, field.name, field.relation, field.column1, field.column2)]
        return []
    if not field.store or not field.column_type or field.company_dependent or field.inherited:
        return []
    if field.type == "many2one" and field.comodel_name == model:
        return [Slot(other._name, field.name, other._table, field.name)]
    if field.type == "reference":
        return [Slot(other._name, field.name, other._table, field.name, prefix=f"{model},")]
    if field.type == "many2one_reference":
        return _read_generic(other, field, model)
    return []


def _read_generic(other, field, model):
    kind = other._fields.get(field.model_field)
    if not kind or not kind.store or not kind.column_type or kind.type == "many2one":
        return []
    condition = SQL("%s = %s", SQL.identifier(kind.name), model)
    if other._name == "ir.attachment":
        # A field's own picture or file stays with its record.
        condition = SQL("%s AND res_field IS NULL", condition)
    return [Slot(other._name, field.name, other._table, field.name, condition=condition)]


def move(cr, slot, others, keep):
    """Let the rows of a slot point at the car that stays.

    :param others: ids of the cars that go
    :param int keep: id of the car that stays
    :return: ``(moved, left)``, each a list of ``(key of the row, id of the car it pointed at)``; left are rows the
        car that stays has an equal of already
    """
    rows = _find_rows(cr, slot, others)
    if not rows:
        return [], []
    try:
        with cr.savepoint(flush=False):
            _point(cr, slot, rows, keep)
    except psycopg2.errors.UniqueViolation:
        moved = [row for row in rows if _try_point(cr, slot, row, keep)]
        return moved, [row for row in rows if row not in moved]
    return rows, []


def move_back(cr, slot, rows, keep):
    """Undo ``move``.

    :param rows: list of ``(key of the row, id of the car it pointed at)``
    :return: those of the rows that do not point at ``keep`` any more and stay as they are
    """
    there = {
        key
        for (key,) in _query(cr, slot, SQL("SELECT %s", SQL.identifier(slot.key)), [keep], [key for key, _old in rows])
    }
    lost = [row for row in rows if row[0] not in there]
    for key, old in rows:
        if key in there:
            _update(cr, slot, [key], keep, old)
    return lost


def _find_rows(cr, slot, others):
    select = SQL("SELECT %s, %s", SQL.identifier(slot.key), SQL.identifier(slot.column))
    return [(key, _read_number(slot, value)) for key, value in _query(cr, slot, select, others)]


def _query(cr, slot, select, cars, keys=None):
    conditions = [SQL("%s = ANY(%s)", SQL.identifier(slot.column), [_write_number(slot, car) for car in cars])]
    if slot.condition:
        conditions.append(slot.condition)
    if keys is not None:
        conditions.append(SQL("%s = ANY(%s)", SQL.identifier(slot.key), keys))
    cr.execute(SQL("%s FROM %s WHERE %s", select, SQL.identifier(slot.table), SQL(" AND ").join(conditions)))
    return cr.fetchall()


def _point(cr, slot, rows, keep):
    for old in {old for _key, old in rows}:
        _update(cr, slot, [key for key, car in rows if car == old], old, keep)


def _try_point(cr, slot, row, keep):
    try:
        with cr.savepoint(flush=False):
            _point(cr, slot, [row], keep)
    except psycopg2.errors.UniqueViolation:
        return False
    return True


def _update(cr, slot, keys, old, new):
    column = SQL.identifier(slot.column)
    cr.execute(
        SQL(
            "UPDATE %s SET %s = %s WHERE %s = ANY(%s) AND %s = %s%s",
            SQL.identifier(slot.table),
            column,
            _write_number(slot, new),
            SQL.identifier(slot.key),
            keys,
            column,
            _write_number(slot, old),
            SQL(" AND %s", slot.condition) if slot.condition else SQL(),
        )
    )


def _write_number(slot, car):
    return f"{slot.prefix}{car}" if slot.prefix else car


def _read_number(slot, value):
    return int(value.removeprefix(slot.prefix)) if slot.prefix else value
