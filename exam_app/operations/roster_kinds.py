"""What a confirmed row does: a trainee is enrolled in a course, a guard is taken on the roster of a guard unit.

One class for each kind, with the same few questions; everything else of a roster is the same machine for all
(:mod:`exam_app.operations.roster_import`). Payrolls and labour contracts: :mod:`exam_app.operations.roster_lists`.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select

from exam_app.journal import Tag
from exam_app.models import Course, Employment, Enrolment, GuardUnit, Post, RosterDraft, TrainingUnit
from exam_app.operations.roster_lists import IntoLabour, IntoPayroll
from exam_app.operations.roster_people import IntoPeople
from exam_app.rosters import Entry, RowKind, Service, Standing
from exam_app.work import Work


class Into(Protocol):
    """What a list goes into: what its machine (:mod:`exam_app.operations.roster_import`) asks of every kind."""

    @property
    def kind(self) -> RowKind: ...

    @property
    def columns(self) -> Mapping[str, Any]:
        """The columns by which a draft names it."""

    @property
    def posts(self) -> tuple[str, ...]:
        """Names that the rows may give for a post."""

    def standings(self, work: Work, entries: Sequence[Entry]) -> dict[str, Standing]:
        """What stands against writing these entries, by :attr:`Entry.key`."""

    def take_in(self, work: Work, entries: Sequence[Entry]) -> None:
        """Write what these entries say."""

    def ask(self, work: Work, entries: Sequence[Entry]) -> None:
        """Hand these entries, whose number is on record with another name, to the county."""


@dataclass(frozen=True)
class IntoCourse(IntoPeople):
    """A course of a training unit."""

    course_id: UUID
    training_unit_id: UUID
    kind: RowKind = RowKind.TRAINEE
    posts: tuple[str, ...] = ()

    @classmethod
    def of(cls, work: Work, course_id: UUID, *, lock: bool = False) -> "IntoCourse":
        course = work.lock(Course, course_id) if lock else work.get(Course, course_id)
        return cls(course.id, work.found(course.training_unit_id))

    @property
    def columns(self) -> Mapping[str, UUID]:
        return {"training_unit_id": self.training_unit_id, "course_id": self.course_id}

    @property
    def unit(self) -> tuple[str, UUID]:
        return "training_unit_id", self.training_unit_id

    def county(self, work: Work) -> UUID:
        return work.get(TrainingUnit, self.training_unit_id).county_id

    def against(self, work: Work, entries: Sequence[tuple[UUID, Entry]]) -> dict[str, Standing]:
        query = select(Enrolment.person_id).where(
            Enrolment.city_id == work.city_id, Enrolment.course_id == self.course_id
        )
        enrolled = set(work.all(query))
        return {entry.key: Standing.ENROLLED for person_id, entry in entries if person_id in enrolled}

    def write(self, work: Work, entries: Mapping[UUID, Entry]) -> None:
        work.write_all(
            Enrolment,
            [
                {
                    "city_id": work.city_id,
                    "id": work.new_id(),
                    "person_id": person_id,
                    "enrolled_at": work.now,
                    **self.columns,
                }
                for person_id in entries
            ],
        )
        for person_id in entries:
            work.record(Tag.PERSON_ENROLLED, "course", self.course_id, about=person_id)

    def stated(self, entry: Entry) -> Mapping[str, Any]:
        return {}


@dataclass(frozen=True)
class IntoUnit(IntoPeople):
    """The roster of a guard unit; a row may hire, move or note that somebody has left."""

    guard_unit_id: UUID
    post_ids: Mapping[str, UUID]
    kind: RowKind = RowKind.GUARD

    @classmethod
    def of(cls, work: Work, *, lock: bool = False) -> "IntoUnit":
        unit_id = work.found(work.actor.guard_unit_id)
        if lock:
            work.lock(GuardUnit, unit_id)
        posts = work.rows(
            select(Post.name, Post.id)
            .where(Post.city_id == work.city_id, Post.guard_unit_id == unit_id)
            .order_by(Post.name)
        )
        return cls(unit_id, {post.name: post.id for post in posts})

    @property
    def posts(self) -> tuple[str, ...]:
        return tuple(self.post_ids)

    @property
    def columns(self) -> Mapping[str, UUID]:
        return {"guard_unit_id": self.guard_unit_id}

    @property
    def unit(self) -> tuple[str, UUID]:
        return "guard_unit_id", self.guard_unit_id

    def county(self, work: Work) -> UUID:
        return work.get(GuardUnit, self.guard_unit_id).county_id

    def against(self, work: Work, entries: Sequence[tuple[UUID, Entry]]) -> dict[str, Standing]:
        stays = self._stays(work)
        found = {entry.key: self._standing(stays[person_id], _service(entry)) for person_id, entry in entries}
        return {key: standing for key, standing in found.items() if standing is not None}

    def _standing(self, stays: Sequence[Employment], said: Service) -> Standing | None:
        now = next((stay for stay in stays if stay.left_on is None), None)
        others = [stay for stay in stays if stay is not now]
        if any((stay.hired_on, stay.left_on) == (said.hired_on, said.left_on) for stay in others):
            return Standing.RECORDED
        if any(stay.overlaps(said.hired_on, said.left_on) for stay in others):
            return Standing.OVERLAPS
        if now is None or not now.overlaps(said.hired_on, said.left_on):
            return None
        stays_where_it_is = not said.post or self.post_ids.get(said.post) == now.post_id
        return Standing.RECORDED if said.left_on is None and stays_where_it_is else None

    def write(self, work: Work, entries: Mapping[UUID, Entry]) -> None:
        """Whoever is on duty here in these days has left or is at another post; everybody else is hired."""
        stays = self._stays(work)
        hired = []
        for person_id, entry in entries.items():
            said = _service(entry)
            now = next((stay for stay in stays[person_id] if stay.left_on is None), None)
            if now is not None and now.overlaps(said.hired_on, said.left_on):
                self._change(work, now, said)
            else:
                hired.append(self._stay(work, person_id, said))
        work.add_all(hired)
        for stay in hired:
            work.record(
                Tag.EMPLOYMENT_HIRED,
                "employment",
                stay.id,
                about=stay.person_id,
                hired_on=stay.hired_on.isoformat(),
                left_on=stay.left_on.isoformat() if stay.left_on else None,
            )

    def _change(self, work: Work, now: Employment, said: Service) -> None:
        post_id = self.post_ids.get(said.post)
        if post_id is not None and post_id != now.post_id:
            before, now.post_id = now.post_id, post_id
            work.record(
                Tag.EMPLOYMENT_MOVED,
                "employment",
                now.id,
                about=now.person_id,
                before=str(before) if before else None,
                after=str(post_id),
            )
        if said.left_on is not None:
            now.left_on = said.left_on
            work.record(
                Tag.EMPLOYMENT_LEFT, "employment", now.id, about=now.person_id, left_on=said.left_on.isoformat()
            )

    def _stay(self, work: Work, person_id: UUID, said: Service) -> Employment:
        return Employment(
            city_id=work.city_id,
            id=work.new_id(),
            person_id=person_id,
            guard_unit_id=self.guard_unit_id,
            post_id=self.post_ids.get(said.post),
            hired_on=said.hired_on,
            left_on=said.left_on,
            recorded_by_id=work.actor.person_id,
            recorded_at=work.now,
        )

    def _stays(self, work: Work) -> Mapping[UUID, list[Employment]]:
        stays: dict[UUID, list[Employment]] = defaultdict(list)
        query = select(Employment).where(
            Employment.city_id == work.city_id, Employment.guard_unit_id == self.guard_unit_id
        )
        for stay in work.all(query):
            stays[stay.person_id].append(stay)
        return stays

    def stated(self, entry: Entry) -> Mapping[str, Any]:
        said = _service(entry)
        return {"post_id": self.post_ids.get(said.post), "hired_on": said.hired_on, "left_on": said.left_on}


def _service(entry: Entry) -> Service:
    assert isinstance(entry.said, Service), "a guard's row without its days is refused before it comes here"
    return entry.said


INTO: Mapping[RowKind, Callable[[Work, RosterDraft, bool], Into]] = {
    RowKind.TRAINEE: lambda work, row, lock: IntoCourse.of(work, work.found(row.course_id), lock=lock),
    RowKind.GUARD: lambda work, row, lock: IntoUnit.of(work, lock=lock),
    RowKind.PAYROLL: lambda work, row, lock: IntoPayroll.of(work, work.found(row.month), row.payroll_id, lock=lock),
    RowKind.LABOUR: lambda work, row, lock: IntoLabour.of(work, lock=lock),
}
"""What a draft goes into; locked on demand, so that two lists of it are confirmed one after the other."""
