"""What SQLite is told about the sizes of the tables, so that it chooses the same plan on every machine.

Without figures SQLite takes ``city_id = ?`` for a handful of rows, although one city fills the whole database, and
walks the city where a better index stands beside. Figures gathered from a young database would say the same. So they
are stated once, as its manual proposes for plans that must not change by themselves (sqlite.org, "Query Planner",
stability guarantee; format of ``sqlite_stat1`` in the file format document, 2.6.3). PostgreSQL gathers its own.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Enum, Table

from exam_app.db import Base

MANY = 1_000_000
SIZES = {
    **dict.fromkeys(("authority", "training_unit", "exam_centre", "room", "blueprint_version"), 100),
    **dict.fromkeys(("course", "exam_session", "account", "guard_unit", "post"), 10_000),
    **dict.fromkeys(("item_publication", "assessment_plan", "trainer", "classroom", "training_plan"), 10_000),
    **dict.fromkeys(("filing", "filing_answer", "unit_detail", "referral"), 10_000),
    **dict.fromkeys(("notice_batch", "notice_rules", "mapping_version", "unit_table_draft"), 10_000),
    **dict.fromkeys(("own_resit_rule", "ledger_witness", "key_correction"), 100),
    **dict.fromkeys(("pre_registration_limit",), 100),
    **dict.fromkeys(("level_hours_rule",), 100),
    **dict.fromkeys(("own_fee_rule", "own_appeal_rule"), 100),
    **dict.fromkeys(
        ("appeal", "appeal_remark", "appeal_decision", "appeal_call", "appeal_mark", "entry_refusal"), 10_000
    ),
    **dict.fromkeys(("service_contract", "contract_post", "unit_document", "payroll_month"), 10_000),
    **dict.fromkeys(
        (
            "session_change",
            "pause",
            "room_move",
            "answer_import",
            "held_decision",
            "result_reason",
            "conformance_report",
            "organiser_lead",
            "lead_answer",
            "lead_closing",
        ),
        10_000,
    ),
    **dict.fromkeys(("make_up", "exam_component", "component_examiner", "inspector_duty", "room_visit"), 10_000),
    **dict.fromkeys(("booklet_print", "booklet_count", "room_key_pair"), 10_000),
}
"""Rows of the tables that do not grow with every person of a city; all others have :data:`MANY`."""
TERMS, VALUES = 4, 1000
"""Different values of a column of one of our enums, and of any other column that names no row."""
AT_LEAST = 5
"""Rows that share the values of some columns, whatever the division says."""


def state_figures(connection: Connection) -> None:
    """Write the figures of all tables; on PostgreSQL nothing. Runs within the transaction of a migration."""
    if connection.dialect.name != "sqlite":
        return
    connection.exec_driver_sql("ANALYZE")  # makes the table of figures where there is none
    connection.exec_driver_sql("DELETE FROM sqlite_stat1")
    for table in Base.metadata.tables.values():
        for name, columns, unique in _indexes(connection, table):
            connection.exec_driver_sql(
                "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                (table.name, name, " ".join(map(str, _figures(table, columns, unique)))),
            )
    connection.exec_driver_sql("ANALYZE sqlite_schema")  # reads them


def _indexes(connection: Connection, table: Table) -> Iterator[tuple[str, list[str], bool]]:
    for _, name, unique, *_ in connection.exec_driver_sql(f"PRAGMA index_list({table.name})").all():
        columns = [row[2] for row in connection.exec_driver_sql(f"PRAGMA index_info({name})").all()]
        yield name, columns, bool(unique)


def _figures(table: Table, columns: list[str], unique: bool) -> Iterator[int]:
    """Rows of the table, then the rows that share the first column, the first two, and so on."""
    rows = left = SIZES.get(table.name, MANY)
    yield rows
    for place, name in enumerate(columns, 1):
        if name != "city_id":
            left = max(left // _values(table.c[name]), AT_LEAST)
        yield 1 if unique and place == len(columns) else left


def _values(column: Column[Any]) -> int:
    if parent := column.info.get("belongs_to"):
        return SIZES.get(parent, MANY)
    return TERMS if isinstance(column.type, Enum) else VALUES
