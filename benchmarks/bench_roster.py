"""How long the preview and the confirmation of a large roster take.

Run with ``python -m benchmarks.bench_roster [rows]``. Builds a site in a temporary folder, writes a workbook of people
who do not exist with nine columns, previews it (parse, check, look up, seal, store), shows, repairs and confirms it.
Goal: 10,000 rows previewed in under 10 seconds on two cores.
"""

import io
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from xlsxwriter import Workbook

from exam_app.actors import Actor, Role, the_gate
from exam_app.id_numbers import check_character, read_id_number
from exam_app.migrations.run import migrate
from exam_app.models import Authority, Person, TrainingUnit
from exam_app.operations import courses, roster_import
from exam_app.operations.people import new_person
from exam_app.queries.rosters import roster_page
from exam_app.rosters import Column
from exam_app.settings import Settings
from exam_app.terms import AuthorityKind
from exam_app.work import Site, Work, open_site

CITY = "330300"
NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
FAULT_EVERY = 50


def number_of(order: int) -> str:
    born = date(1970, 1, 1) + timedelta(days=order % 12_000)
    first = f"330301{born:%Y%m%d}{1 + order // 12_000:03d}"
    return first + check_character(first)


def a_workbook(rows: int) -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("名单")
        sheet.write_row(0, 0, ["2026年保安员培训名单"])
        sheet.write_row(1, 0, ["序号", "姓名", "身份证号", "性别", "手机", "单位", "学历", "住址", "备注"])
        for place in range(rows):
            number = number_of(place)
            wrong = place % FAULT_EVERY == 0
            sheet.write_row(
                place + 2,
                0,
                [
                    place + 1,
                    f"张{chr(0x4E00 + place % 5000)}{chr(0x5E00 + place % 700)}",
                    number[:17] if wrong else number,
                    "男" if int(number[16]) % 2 else "女",
                    f"138{place:08d}",
                    "磐石保安服务有限公司",
                    "高中",
                    f"云川市青溪县人民路{place}号",
                    "",
                ],
            )
    return buffer.getvalue()


def a_clerk(site: Site) -> Actor:
    with Work.open(site, the_gate(CITY), NOW) as work:
        city, county, unit = (work.new_id() for _ in range(3))
        work.add(Authority(city_id=CITY, id=city, kind=AuthorityKind.CITY, name="云川市公安局", division_code=CITY))
        work.add(
            Authority(
                city_id=CITY,
                id=county,
                kind=AuthorityKind.COUNTY,
                name="青溪县公安局",
                division_code="330301",
                parent_id=city,
            )
        )
        work.add(TrainingUnit(city_id=CITY, id=unit, county_id=county, name="安卫学校"))
        number = read_id_number(number_of(500_000))
        clerk: Person = work.add(new_person(work, name="李敏", id_number=number))
    return Actor(Role.TRAINING_CLERK, "李敏", city_id=CITY, person_id=clerk.id, training_unit_id=unit)


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        site = open_site(Settings.for_folder(Path(folder)))
        migrate(site.engine)
        clerk, data = a_clerk(site), a_workbook(rows)
        with Work.open(site, clerk, NOW) as work:
            course_id = courses.open_course(work, name="大班", starts_on=date(2026, 11, 1), ends_on=date(2026, 12, 31))
        print(f"{rows:,} rows, {len(data) / 2**20:.1f} MB")
        started = time.perf_counter()
        with Work.open(site, clerk, NOW) as work:
            draft_id = roster_import.preview_roster(work, course_id, file_name="大班.xlsx", data=data)
        print(f"preview    {time.perf_counter() - started:6.2f} s")
        started = time.perf_counter()
        with Work.open(site, clerk, NOW, read_only=True) as work:
            page = roster_page(work, draft_id, shown=None, page=1, row_number=None)
        print(f"show       {time.perf_counter() - started:6.2f} s   {page.total:,} rows, {page.writes=}")
        started = time.perf_counter()
        with Work.open(site, clerk, NOW) as work:
            roster_import.repair_row(work, draft_id, 3, {Column.NAME: "张三", Column.ID_NUMBER: number_of(900_000)})
        print(f"repair one {time.perf_counter() - started:6.2f} s")
        started = time.perf_counter()
        with Work.open(site, clerk, NOW) as work:
            written = roster_import.confirm_roster(work, draft_id).written
        print(f"confirm    {time.perf_counter() - started:6.2f} s   {written:,} people enrolled")
        site.engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
