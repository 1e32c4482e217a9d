"""A small standing cast in one city with two counties, used by all tests; made by operations wherever they exist.

Yunchuan (330300) has the counties Qingxi and Panshan. In Qingxi: the training unit Anwei with its clerk Li and its
trainer Feng, the guard unit Panshi with its clerk Ye, the county reviewer Zhou, Officer Qin. In Panshan: the strangers'
units with their clerks Gao and Jiang, trainer Hao, reviewer Shi, Officer Fang. For the city: the exam officers He and
Lin, the issuers Sun and Tang, the auditor Ma, the administrator Wu.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import select

from exam_app.actors import GATE, Actor, Role, the_gate
from exam_app.id_numbers import check_character
from exam_app.models import Account, RoleGrant, WebSession
from exam_app.operations import accounts, places
from exam_app.queries.signed_in import viewer_of
from exam_app.terms import GuardUnitKind
from exam_app.work import Site, Work

CITY = "330300"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""The standing moment of the tests: noon in Shanghai on 24 November 2026."""


def id_number(born: str, order: int = 1, area: str = "330301") -> str:
    """A well-formed number of an invented person: ``born`` is YYYYMMDD, an odd ``order`` is a man.

    >>> id_number("19790312", 17)
    '330301197903120175'
    """
    first = f"{area}{born}{order:03d}"
    return first + check_character(first)


@dataclass
class Cast:
    """Ids of places and an :class:`Actor` for each standing person; ``logins`` for the ones with an account."""

    qingxi: UUID
    panshan: UUID
    city: UUID
    anwei: UUID
    other_unit: UUID
    centre: UUID
    room: UUID
    panshi: UUID
    """Guard unit: a service company of Qingxi."""
    other_guard_unit: UUID
    """The stranger's: an in-house employer of Panshan."""
    post: UUID
    people: dict[str, Actor] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Actor:
        return self.people[name]


STAFF = (
    ("li", "李敏", Role.TRAINING_CLERK, "anwei"),
    ("gao", "高扬", Role.TRAINING_CLERK, "other_unit"),
    ("zhou", "周海", Role.COUNTY_REVIEWER, "qingxi"),
    ("shi", "石磊", Role.COUNTY_REVIEWER, "panshan"),
    ("he", "何静", Role.CITY_EXAM_OFFICER, None),
    ("lin", "林涛", Role.CITY_EXAM_OFFICER, None),
    ("sun", "孙丽", Role.ISSUER, None),
    ("tang", "唐宁", Role.ISSUER, None),
    ("zhao", "赵明", Role.INVIGILATOR, "centre"),
    ("qin", "秦勇", Role.PATROL_OFFICER, "qingxi"),
    ("fang", "方圆", Role.PATROL_OFFICER, "panshan"),
    ("ma", "马青", Role.AUDITOR, None),
    ("ye", "叶芳", Role.EMPLOYER_CLERK, "panshi"),
    ("jiang", "江河", Role.EMPLOYER_CLERK, "other_guard_unit"),
    ("feng", "冯刚", Role.TRAINER, "anwei"),
    ("hao", "郝梅", Role.TRAINER, "other_unit"),
)


def make_cast(site: Site, now: datetime) -> Cast:
    """Set the site up and fill it with the standing cast. Nobody has a password: see :func:`enter`."""
    with Work.open(site, the_gate(CITY), now) as work:
        accounts.set_up_site(
            work, authority_name="云川市公安局", person_name="吴刚", id_number=id_number("19800101", 1), login="wu"
        )
    administrator = _actor_of(site, now, "wu")
    with Work.open(site, administrator, now) as work:
        city = administrator.authority_id
        assert city is not None
        qingxi = places.add_county(work, name="青溪县公安局", division_code="330301")
        panshan = places.add_county(work, name="磐山县公安局", division_code="330302")
        anwei = places.add_training_unit(
            work, county_id=qingxi, name="青溪县安卫职业培训学校", filing_number="备2023-07"
        )
        other = places.add_training_unit(work, county_id=panshan, name="磐山县卫士培训学校", filing_number=None)
        centre = places.add_centre(work, name="云川职教中心", address="云川市学府路1号", directions="5路到学府路站")
        room = places.add_room(work, centre_id=centre, name="302室", rows=5, columns=6)
        panshi = places.add_guard_unit(
            work,
            county_id=qingxi,
            kind=GuardUnitKind.SERVICE_COMPANY,
            name="磐石保安服务有限公司",
            licence_number="云公保服2019-004",
        )
        other_guard_unit = places.add_guard_unit(
            work, county_id=panshan, kind=GuardUnitKind.IN_HOUSE, name="磐山园区物业服务有限公司"
        )
        post = places.add_post(
            work, county_id=qingxi, name="青溪医院东门", address="青溪县人民路9号", guard_unit_id=panshi
        )
    cast = Cast(
        qingxi,
        panshan,
        city,
        anwei,
        other,
        centre,
        room,
        panshi,
        other_guard_unit,
        post,
        {"wu": administrator},
    )
    for order, (login, name, role, place) in enumerate(STAFF, start=1):
        with Work.open(site, administrator, now) as work:
            account, _ = accounts.open_account(work, name=name, id_number=id_number("19850505", order), login=login)
            place_id = getattr(cast, place) if place else None
            accounts.grant_role(work, account, role, place_id=place_id, starts_on=work.today, ends_on=None)
        cast.people[login] = _actor_of(site, now, login)
    return cast


def enter(client: FlaskClient, site: Site, actor: Actor, now: datetime) -> None:
    """Sign an actor in at a browser without the cost of a password: a session row and its cookie."""
    token = site.random_bytes(32).hex()
    with Work.open(site, GATE, now) as work:
        grant = None
        if actor.account_id is not None:
            query = select(RoleGrant).where(RoleGrant.account_id == actor.account_id, RoleGrant.role == actor.role)
            grant = work.all(query)[0].id
        work.add(
            WebSession(
                city_id=actor.city_id,
                id=work.new_id(),
                token_hash=accounts.hash_token(token),
                account_id=actor.account_id,
                grant_id=grant,
                booking_id=actor.booking_id,
                study_card_id=actor.study_card_id,
                case_slip_id=actor.case_slip_id,
                applicant_slip_id=actor.applicant_slip_id,
                started_at=now,
                last_seen_at=now,
                ends_at=now + timedelta(hours=12),
            )
        )
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True


def _actor_of(site: Site, now: datetime, login: str) -> Actor:
    """Who the account is once signed in, in the role it was last given."""
    token = site.random_bytes(32).hex()
    with Work.open(site, GATE, now) as work:
        account = work.all(select(Account).where(Account.login == login))[0]
        grant = work.all(select(RoleGrant).where(RoleGrant.account_id == account.id).order_by(RoleGrant.id.desc()))[0]
        work.add(
            WebSession(
                city_id=account.city_id,
                id=work.new_id(),
                token_hash=accounts.hash_token(token),
                account_id=account.id,
                grant_id=grant.id,
                started_at=now,
                last_seen_at=now,
                ends_at=now + timedelta(minutes=1),
            )
        )
    with Work.open(site, GATE, now, read_only=True) as work:
        viewer = viewer_of(work, token)
    assert viewer is not None
    return viewer.actor
