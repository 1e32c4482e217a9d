"""Who works in the demo world, and where: one city, two counties, three training and six guard units, eight posts.

A unit of a lead and two posts more come later, with the registry (``registry.py``)."""

from dataclasses import dataclass, field
from uuid import UUID

from exam_app.actors import Role
from exam_app.terms import GuardUnitKind

CITY_CODE = "330300"
CITY = "云川市公安局"
PASSWORD = "guard-demo-2026"
"""The one password of every account, printed after the build. Set through the one-time code like any other."""

PIN = "290714"
"""The one PIN every invigilator signs rooms with."""

COUNTIES = {"qingxi": ("青溪县公安局", "330301"), "panshan": ("磐山县公安局", "330302")}
STATIONS = (
    ("qingxi", "青溪县公安局城关派出所", "330301"),
    ("qingxi", "青溪县公安局溪口派出所", "330301"),
    ("panshan", "磐山县公安局石门派出所", "330302"),
)
TRAINING_UNITS = {
    "anwei": ("qingxi", "青溪县安卫职业培训学校", "云公保备2023-007"),
    "pandun": ("qingxi", "青溪县磐盾保安培训中心", "云公保备2024-012"),
    "weishi": ("panshan", "磐山县卫士保安培训学校", "云公保备2022-003"),
}
TRAINERS = {"anwei": ("luo", "cai"), "pandun": ("gu", "gu"), "weishi": ("shao", "shao")}
"""Who teaches theory and who teaches skills at each training unit, by sign-in name."""
CLASSROOMS = {
    "anwei": (("201教室", "青溪县文昌街12号二楼"), ("训练场", "青溪县文昌街12号院内")),
    "pandun": (("大教室", "青溪县滨溪路7号"), ("操场", "青溪县滨溪路7号")),
    "weishi": (("一号教室", "磐山县建设路40号"), ("训练馆", "磐山县建设路40号")),
}
"""A classroom and a ground of each training unit: name and address."""
CENTRES = {
    "college": ("云川职业技术学校", "云川市学府路1号", "5路、12路公交到“学府路”站，进南门后左转"),
    "hall": ("云川市保安协会考点", "云川市东环路86号二楼", "地铁1号线到“东环路”站，2号口出"),
}
ROOMS = {
    "301": ("college", "301室", 6, 6),
    "302": ("college", "302室", 5, 6),
    "hall": ("hall", "机考大厅", 5, 8),
}
GUARD_UNITS = {
    "panshi": ("qingxi", GuardUnitKind.SERVICE_COMPANY, "云川磐石保安服务有限公司", "云公保服2019-004", ""),
    "huhang": ("qingxi", GuardUnitKind.SERVICE_COMPANY, "云川护航保安服务有限公司", "云公保服2021-009", ""),
    "jindun": ("panshan", GuardUnitKind.SERVICE_COMPANY, "云川金盾押运护卫有限公司", "云公保服2017-001", ""),
    "anju": ("qingxi", GuardUnitKind.IN_HOUSE, "青溪安居物业管理有限公司", "青公保自2022-016", ""),
    "park": ("panshan", GuardUnitKind.IN_HOUSE, "磐山园区物业服务有限公司", "磐公保自2023-005", ""),
    "leiting": (
        "qingxi",
        GuardUnitKind.UNLICENSED,
        "雷霆特卫（青溪）",
        None,
        "夜查时在商场停车场见其着装队员，无许可证",
    ),
}
"""County, kind, name, number of licence or filing, and the lead by which an unlicensed unit is known."""
POSTS = {
    "hospital": ("qingxi", "青溪县人民医院东门", "青溪县人民路9号", "panshi"),
    "coach": ("qingxi", "青溪汽车客运站", "青溪县车站大道2号", "panshi"),
    "estate": ("qingxi", "溪畔花园小区北门", "青溪县滨溪路118号", "anju"),
    "school": ("qingxi", "青溪第二小学", "青溪县文昌街45号", "huhang"),
    "mall": ("qingxi", "银泰广场商场", "青溪县中兴路300号", "huhang"),
    "bank": ("panshan", "磐山农商银行营业部", "磐山县建设路17号", "jindun"),
    "port": ("panshan", "磐山港货运码头", "磐山县临港大道1号", "panshi"),
    "park": ("panshan", "磐山工业园区西门", "磐山县创业路66号", "park"),
}


@dataclass(frozen=True)
class Member:
    """A member of staff: sign-in name, name, and the roles with their places in the order in which they were given."""

    login: str
    name: str
    roles: tuple[tuple[Role, str | None], ...]
    is_shown: bool = False
    """Whether the sign-in is printed: one for each role."""


ADMINISTRATOR = Member("wu", "吴刚", ((Role.ADMINISTRATOR, None),), is_shown=True)
STAFF = (
    Member("li", "李敏", ((Role.TRAINING_CLERK, "anwei"),), is_shown=True),
    Member("gao", "高扬", ((Role.TRAINING_CLERK, "weishi"),)),
    Member("bai", "白露", ((Role.TRAINING_CLERK, "pandun"),)),
    Member("chen", "陈芳", ((Role.EMPLOYER_CLERK, "panshi"),), is_shown=True),
    Member("jiang", "江河", ((Role.EMPLOYER_CLERK, "huhang"),)),
    Member("ning", "宁馨", ((Role.EMPLOYER_CLERK, "anju"),)),
    Member("zhou", "周海", ((Role.COUNTY_REVIEWER, "qingxi"), (Role.PATROL_OFFICER, "qingxi")), is_shown=True),
    Member("shi", "石磊", ((Role.COUNTY_REVIEWER, "panshan"),)),
    Member("he", "何静", ((Role.CITY_EXAM_OFFICER, None),), is_shown=True),
    Member("lin", "林涛", ((Role.CITY_EXAM_OFFICER, None),)),
    Member("yan", "严宽", ((Role.CITY_EXAM_OFFICER, None),)),
    Member("sun", "孙丽", ((Role.ISSUER, None),), is_shown=True),
    Member("tang", "唐宁", ((Role.ISSUER, None),)),
    Member("zhao", "赵明", ((Role.INVIGILATOR, "college"),), is_shown=True),
    Member("xu", "徐慧", ((Role.INVIGILATOR, "college"),)),
    Member("du", "杜若", ((Role.INVIGILATOR, "college"),)),
    Member("qin", "秦勇", ((Role.PATROL_OFFICER, "qingxi"),), is_shown=True),
    Member("fang", "方圆", ((Role.PATROL_OFFICER, "panshan"),)),
    Member("ma", "马青", ((Role.AUDITOR, None),), is_shown=True),
    Member("luo", "罗建军", ((Role.TRAINER, "anwei"),), is_shown=True),
    Member("cai", "蔡勇", ((Role.TRAINER, "anwei"),)),
    Member("gu", "顾平", ((Role.TRAINER, "pandun"),)),
    Member("shao", "邵华", ((Role.TRAINER, "weishi"),)),
)


@dataclass
class Places:
    """The ids of places by their short names above."""

    counties: dict[str, UUID] = field(default_factory=dict)
    units: dict[str, UUID] = field(default_factory=dict)
    centres: dict[str, UUID] = field(default_factory=dict)
    rooms: dict[str, UUID] = field(default_factory=dict)
    guard_units: dict[str, UUID] = field(default_factory=dict)
    posts: dict[str, UUID] = field(default_factory=dict)
    trainers: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """Trainers by training unit and sign-in name."""
    classrooms: dict[str, tuple[UUID, UUID]] = field(default_factory=dict)
    """The classroom and the ground of each training unit."""

    def of(self, name: str) -> UUID:
        """The place where a role is held."""
        return (self.counties | self.units | self.guard_units | self.centres)[name]
