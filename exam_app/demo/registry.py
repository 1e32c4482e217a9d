"""The registry: details, filings with their periods, contracts, documents, leads, and what does not fit together."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from uuid import UUID

from PIL import Image, ImageDraw, ImageFont

from exam_app.demo.staff import ADMINISTRATOR
from exam_app.demo.world import World
from exam_app.documents import FONTS
from exam_app.operations import contracts, filings, places, registry, unit_documents
from exam_app.queries.units import stations_of
from exam_app.terms import DocumentKind, FilingAct
from exam_app.work import Work

STATED, PAPERS = 110, 95
"""Days before the build."""
KEEPERS = {"qingxi": "zhou", "panshan": "shi"}
DETAILS = {
    "anwei": ("qingxi", "周启明", "青溪县教育路66号", "", ""),
    "pandun": ("qingxi", "方志远", "青溪县工业路12号", "", ""),
    "weishi": ("panshan", "石广平", "磐山县文化路5号", "", ""),
    "panshi": ("qingxi", "陈建业", "青溪县人民路101号", "330000", ""),
    "huhang": ("qingxi", "江志诚", "青溪县滨江路28号", "330300", ""),
    "jindun": ("panshan", "金大勇", "磐山县建设路3号", "330302", ""),
    "anju": ("qingxi", "宁国安", "青溪县滨溪路120号", "", "溪畔花园小区（滨溪路118号）红线以内"),
    "park": ("panshan", "潘国栋", "磐山县创业路66号", "", "磐山工业园区围墙以内"),
}
"""County, responsible person, address, division codes of the area, own premises."""
STARTS = {
    "anwei": (date(2023, 5, 8), date(2023, 5, 30), "云公保备2023-007"),
    "pandun": (date(2024, 8, 26), date(2024, 9, 25), "云公保备2024-012"),
    "weishi": (date(2022, 3, 1), date(2022, 4, 18), "云公保备2022-003"),
    "anju": (date(2022, 9, 5), date(2022, 10, 28), "青公保自2022-016"),
    "park": (date(2023, 6, 12), date(2023, 7, 3), "磐公保自2023-005"),
}
"""First day, day of the filing and its number."""
CONTRACTS = (
    ("panshi", "chen", "青溪县人民医院", ("hospital",), 300, -430),
    ("panshi", "chen", "青溪县客运总站", ("coach",), 200, -160),
    ("panshi", "chen", "磐山港务有限公司", ("port",), 395, 31),
    ("huhang", "jiang", "青溪第二小学", ("school",), 100, -265),
    ("huhang", "jiang", "银泰广场商业管理有限公司", ("mall",), 100, -265),
)
"""Unit, clerk, client, posts, first and last day in days before the build."""
POSTS = {
    "hospital": (False, True, False),
    "coach": (False, True, False),
    "school": (False, True, False),
    "estate": (False, False, True),
}
"""Entertainment venue, key protected unit, the unit's own premises."""
DOCUMENTS = (
    ("chen", DocumentKind.SERVICE_SYSTEM, "保安服务管理制度（2025年版）", 95, -20),
    ("chen", DocumentKind.SERVICE_SYSTEM, "保安服务管理制度（2026年修订）", 30, -335),
    ("chen", DocumentKind.DUTY_SYSTEM, "各岗位勤务职责汇编", 95, -18),
    ("chen", DocumentKind.INSURANCE, "团体意外伤害保险单", 95, 12),
    ("jiang", DocumentKind.SERVICE_SYSTEM, "服务管理制度", 88, -277),
    ("jiang", DocumentKind.DUTY_SYSTEM, "岗位责任制度", 88, -277),
    ("jiang", DocumentKind.GUARD_SYSTEM, "保安员管理制度", 88, -277),
    ("jiang", DocumentKind.LABOUR_CONTRACT, "劳动合同样本及签收表", 88, -277),
    ("jiang", DocumentKind.INSURANCE, "雇主责任险保单", 88, -277),
)
"""Clerk, kind, title, handed in and to be reviewed in days before the build."""


def keep_registry(world: World) -> None:
    """Arrange what the counties state and receive, and what the units record, announce and hand in."""
    _state_details(world)
    _file_starts(world)
    _note_leads(world)
    _open_filings(world)
    _describe_posts(world)
    _record_contracts(world)
    _hand_in_documents(world)


def _state_details(world: World) -> None:
    for minutes, (unit, (county, person, address, areas, premises)) in enumerate(DETAILS.items()):
        at = world.calendar.at(world.calendar.working_day(STATED), 14, minutes)
        world.then(
            at, KEEPERS[county], _stating(world, unit, world.calendar.day(STATED), person, address, areas, premises)
        )
    moved = world.calendar.day(40)
    act = _stating(world, "panshi", moved, "陈建业", "青溪县人民路9号附楼三层", "330000", "")
    world.then(world.calendar.at(world.calendar.working_day(39), 10), "zhou", act)


def _stating(
    world: World, unit: str, day: date, person: str, address: str, areas: str, premises: str
) -> Callable[[Work], object]:
    """A statement from a day on, or from the day on which it is made where that one is earlier."""

    def state(work: Work) -> None:
        stations = stations_of(work, work.actor.county_id)
        registry.state_details(
            work,
            world.places.of(unit),
            stated_from=min(day, work.today),
            legal_person=person,
            phone="0577-6000 0110",
            address=address,
            station_id=stations[len(address) % len(stations)].id,
            areas=areas,
            premises=premises,
        )

    return state


def _file_starts(world: World) -> None:
    """What was filed before there was a system, entered from the files."""
    for minutes, (unit, (first_day, received, number)) in enumerate(STARTS.items()):
        at = world.calendar.at(world.calendar.working_day(STATED - 2), 10, minutes)
        keeper = KEEPERS[DETAILS[unit][0]]
        world.then(at, keeper, partial(_file_start, world, unit, first_day, received, number))


def _file_start(world: World, unit: str, first_day: date, received: date, number: str, work: Work) -> None:
    filing = filings.record_filing(work, world.places.of(unit), act=FilingAct.STARTED, event_on=first_day)
    filings.receive_filing(work, filing, received_on=received, number=number)


def _note_leads(world: World) -> None:
    """One lead waits for its receipt, a newer one was passed on to nobody yet."""

    def refer(work: Work) -> None:
        registry.refer(
            work,
            world.places.of("leiting"),
            to_whom="青溪县公安局治安大队",
            document_number=f"青公治移〔{work.today.year}〕17号",
            referred_on=work.today,
        )

    def note(work: Work) -> None:
        registry.note_lead(
            work,
            county_id=world.places.counties["qingxi"],
            trains=True,
            name="青溪速成保安培训班",
            lead="街面张贴招生广告，称三天包拿证，未见备案",
        )

    world.then(world.calendar.at(world.calendar.working_day(61), 15), "zhou", refer)
    world.then(world.calendar.at(world.calendar.working_day(9), 16), "zhou", note)


def _open_filings(world: World) -> None:
    """A move without a period, a service in another province announced too late, and one filed in time."""
    calendar = world.calendar
    moves = partial(_announce, FilingAct.CHANGED, calendar.day(12), "住所由工业路12号迁至工业路30号", "")
    world.then(calendar.at(calendar.working_day(11), 9), "bai", moves)
    abroad = partial(_announce, FilingAct.CROSS_REGION, calendar.day(-20), "苏州物流仓库守护项目", "320505")
    world.then(calendar.at(calendar.working_day(6), 10), "jiang", abroad)
    branch = partial(_announce, FilingAct.BRANCH, calendar.day(25), "设立磐山分公司", "")
    world.then(calendar.at(calendar.working_day(24), 11), "chen", branch)
    in_time = partial(_announce, FilingAct.CROSS_REGION, calendar.day(15), "嘉兴会展安检项目", "310116")
    received: list[UUID] = []
    world.then(calendar.at(calendar.working_day(75), 11), "chen", lambda work: received.append(in_time(work)))
    receive = partial(_receive, received, "云公保跨2026-031")
    world.then(calendar.at(calendar.working_day(72), 15), "zhou", receive)


def _announce(act: FilingAct, day: date, what: str, division_code: str, work: Work) -> UUID:
    return filings.announce_filing(work, act=act, event_on=day, what=what, division_code=division_code)


def _receive(filing: list[UUID], number: str, work: Work) -> None:
    filings.receive_filing(work, filing[0], received_on=work.today, number=number)


def _describe_posts(world: World) -> None:
    at = world.calendar.at(world.calendar.working_day(STATED - 4), 10)
    for minutes, (post, flags) in enumerate(POSTS.items()):
        world.then(at + timedelta(minutes=minutes), "zhou", partial(_describe, world, post, *flags, ""))
    later = world.calendar.at(world.calendar.working_day(50), 10)
    for key, name, address, unit in (
        ("ktv", "星河量贩KTV", "青溪县中兴路388号", "anju"),
        ("depot", "苏州物流仓库", "苏州市吴中区通达路7号", "huhang"),
    ):
        world.then(later, ADMINISTRATOR.login, partial(_add_post, world, key, name, address, unit))
    world.then(later + timedelta(minutes=5), "zhou", partial(_describe, world, "ktv", True, False, False, ""))
    world.then(later + timedelta(minutes=6), "zhou", partial(_describe, world, "depot", False, False, False, "320505"))


def _add_post(world: World, key: str, name: str, address: str, unit: str, work: Work) -> None:
    found = world.places
    county, guards = found.counties["qingxi"], found.guard_units[unit]
    found.posts[key] = places.add_post(work, county_id=county, name=name, address=address, guard_unit_id=guards)


def _describe(world: World, post: str, venue: bool, key_unit: bool, own: bool, code: str, work: Work) -> None:
    registry.describe_post(
        work,
        world.places.posts[post],
        is_entertainment=venue,
        is_key_unit=key_unit,
        on_own_premises=own,
        division_code=code,
    )


def _record_contracts(world: World) -> None:
    at = world.calendar.at(world.calendar.working_day(PAPERS), 9)
    for minutes, (unit, clerk, client, posts, first, last) in enumerate(CONTRACTS):
        act = partial(_contract, world, unit, client, posts, first, last)
        world.then(at + timedelta(minutes=minutes), clerk, act)
    # What the client shows at a visit: its contract is with a company whose guards are not there.
    shown = partial(_contract, world, "huhang", "青溪星河娱乐有限公司", ("ktv",), 90, -275)
    world.then(world.calendar.at(world.calendar.working_day(20), 16), "zhou", shown)


def _contract(world: World, unit: str, client: str, posts: tuple[str, ...], first: int, last: int, work: Work) -> None:
    contracts.record_contract(
        work,
        world.places.of(unit),
        client_name=client,
        post_ids=[world.places.posts[post] for post in posts],
        signed_on=min(world.calendar.day(first + 5), work.today),
        starts_on=world.calendar.day(first),
        ends_on=world.calendar.day(last),
    )


def _hand_in_documents(world: World) -> None:
    for minutes, (clerk, kind, title, ago, review) in enumerate(DOCUMENTS):
        at = world.calendar.at(world.calendar.working_day(ago), 16, minutes)
        world.then(at, clerk, partial(_hand_in, kind, title, world.calendar.day(review)))


def _hand_in(kind: DocumentKind, title: str, review: date, work: Work) -> None:
    unit_documents.hand_in(work, kind=kind, title=title, review_due_on=review, content=_sheet(title))


def _sheet(title: str) -> bytes:
    """One page with its title; without a date inside, so that the same title is the same file."""
    # Not by Typst: its threads would be started here and be missing in the process that is forked to serve the demo,
    # where the first printed page would wait for them for ever.
    page = Image.new("L", (620, 877), "white")
    font = ImageFont.truetype(str(FONTS / "NotoSansSC-Regular.ttf"), 24)
    ImageDraw.Draw(page).multiline_text((60, 80), f"{title}\n（演示文件，无内容）", font=font, fill="black", spacing=16)
    content = io.BytesIO()
    page.save(content, "PDF", resolution=75, creationDate=None, modDate=None)
    return content.getvalue()
