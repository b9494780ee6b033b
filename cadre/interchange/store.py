"""Rows in bulk, in a number of statements that does not grow with them. Called inside the transaction of an import.

PostgreSQL takes new rows by COPY and changed ones by one UPDATE over arrays; SQLite runs one prepared statement over
all rows. Keys are reserved beforehand, so a code is known by its id without asking again."""

import datetime as dt
import json

from django.db import connection
from django.db.models import DateField
from django.db.models.expressions import RawSQL

from cadre.fields import MicroField


def among(values):
    """For `filter(x__in=among(values))`: any number of ids, codes or dates as one parameter."""
    values = list(values)
    if not values:
        return []
    if connection.vendor == "postgresql":
        kind = {str: "text", dt.date: "date"}.get(type(values[0]), "bigint")
        return RawSQL(f"SELECT unnest(%s::{kind}[])", (values,))  # noqa: S611 - the values are a parameter
    return RawSQL("SELECT value FROM json_each(%s)", (json.dumps(values, default=str),))


def reserve(model, count):
    """Ids for `count` new rows."""
    if not count:
        return []
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), model._meta.pk.column, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
        first = (last[0] if last else 0) + 1
        return list(range(first, first + count))


def insert(model, columns):
    """columns: {attribute: [values]}, the primary key among them."""
    fields, names, rows = prepared(model, columns)
    quote = connection.ops.quote_name
    target = f"{quote(model._meta.db_table)} ({', '.join(map(quote, names))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {target} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {target} VALUES ({', '.join(['%s'] * len(fields))})", list(rows))


def update(model, columns):
    """columns: {attribute: [values]}, the primary key among them: it says which row."""
    fields, names, rows = prepared(model, columns)
    quote, table = connection.ops.quote_name, connection.ops.quote_name(model._meta.db_table)
    at = names.index(model._meta.pk.column)
    key = quote(names[at])
    others = [quote(name) for i, name in enumerate(names) if i != at]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{field.cast_db_type(connection)}[]" for field in fields)
            cursor.execute(
                f"UPDATE {table} SET {', '.join(f'{name} = new.{name}' for name in others)} "
                f"FROM unnest({arrays}) AS new({', '.join(map(quote, names))}) WHERE {table}.{key} = new.{key}",
                [list(values) for values in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in others)} WHERE {key} = %s",
                [(*row[:at], *row[at + 1 :], row[at]) for row in rows],
            )


def delete(model, ids):
    if ids:
        table = connection.ops.quote_name(model._meta.db_table)
        sql, parameters = among(ids).sql, among(ids).params
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {model._meta.pk.column} IN ({sql})", parameters)


def prepared(model, columns):
    """(fields, column names, rows ready for the driver)."""
    by_attr = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_attr[attr] for attr in columns]
    values = [ready(field, column) for field, column in zip(fields, columns.values(), strict=True)]
    return fields, [field.column for field in fields], zip(*values, strict=True)


def ready(field, values):
    """As the driver takes them; dates and decimals are turned once for each that differs."""
    if not isinstance(field, MicroField | DateField):
        return values
    known = {value: field.get_db_prep_save(value, connection) for value in set(values)}
    return [known[value] for value in values]


def analyze(models):
    """After a large change: the planner then knows how many rows there are."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
