"""The town of the story: its places, who works there, and how each of them comes to the pages."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from playwright.sync_api import Browser

from tests.cast import id_number
from tests.journeys.people.administrator import Administrator
from tests.journeys.people.visitor import Staff, Visitor

CITY_CODE, CITY = "330300", "云川市公安局"
COUNTY, OTHER_COUNTY = "青溪县公安局", "磐山县公安局"
UNIT = "青溪县安卫职业培训学校"
CENTRE, ROOM = "云川职教中心", "302室"
POST, COMPANY = "青溪医院东门", "磐石保安服务有限公司"
OTHER_COMPANY = "磐山园区物业服务有限公司"


@dataclass(frozen=True)
class Job:
    """Whom the administrator opens an account for: in which role, and where, unless the place goes without saying."""

    name: str
    role: str
    place: str | None = None


STAFF: Mapping[str, Job] = {
    "li": Job("李敏", "Training-unit clerk"),
    "zhou": Job("周海", "County reviewer", COUNTY),
    "he": Job("何静", "City examination officer"),
    "lin": Job("林涛", "City examination officer"),
    "zhao": Job("赵明", "Invigilator"),
    "sun": Job("孙丽", "Issuer"),
    "qin": Job("秦勇", "Patrol officer", COUNTY),
    "ma": Job("马青", "Auditor"),
    "feng": Job("冯刚", "Trainer", UNIT),
}


def number_of(login: str) -> str:
    """The ID number of a member of staff."""
    return id_number("19850505", list(STAFF).index(login) + 1)


Person = TypeVar("Person", bound=Visitor)
Employee = TypeVar("Employee", bound=Staff)


@dataclass(frozen=True)
class Town:
    """Where the site answers; whoever arrives leaves when ``leaving`` closes."""

    address: str
    browser: Browser
    leaving: ExitStack

    def arrive(self, who: type[Person], browser: Browser | None = None) -> Person:
        """Somebody opens a browser of their own on the start page."""
        visitor = who(browser or self.browser, self.address)
        self.leaving.callback(visitor.leave)
        return visitor

    def employ(self, administrator: Administrator, login: str, who: type[Employee]) -> Employee:
        """An account is opened, its code handed over, and the new colleague signs in with it."""
        code = self.open_account(administrator, login)
        colleague = self.arrive(who)
        colleague.choose_first_password(login, code)
        return colleague

    def open_account(self, administrator: Administrator, login: str) -> str:
        job = STAFF[login]
        return administrator.open_account(job.name, number_of(login), login, job.role, place=job.place)
