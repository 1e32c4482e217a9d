"""Proofs that several people have in common: one telephone, or the very same seconds again and again."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

import numpy as np

from exam_app.plausibility.flags import About, Flag, FlagKind, Subject, flag
from exam_app.plausibility.limits import Limits
from exam_app.plausibility.register import KINDS, OWN_CODES, Ints, Register
from exam_app.plausibility.values import ProofKind


def shared_devices(register: Register, limits: Limits) -> Iterator[Flag]:
    """Telephones that scanned for several people in one lesson; one flag for a telephone, however often it did.

    Couples share one, and one is lent to a neighbour whose battery is flat: both stay below. Cannot tell a tablet that
    lies at the door for everybody from a proxy's telephone; the photo of the roll call can.
    """
    known = register.is_kind(*OWN_CODES) & (register.proofs.device >= 0)
    device, lesson = register.proofs.device[known], register.proofs.lesson[known]
    pairs = register.pair(lesson, register.proofs.person[known])
    lessons, people_in_all = max(len(register.lessons), 1), max(len(register.people), 1)
    device, pairs = np.divmod(np.unique(device * lessons * people_in_all + pairs), lessons * people_in_all)
    uses, use, people = np.unique(device * lessons + pairs // people_in_all, return_inverse=True, return_counts=True)
    many = people >= limits.device_people
    device_of_use = uses // lessons
    for number in np.unique(device_of_use[many]):
        mine = many & (device_of_use == number)
        yield _device_flag(register, int(number), people[mine], pairs[mine[use]])


def _device_flag(register: Register, device: int, people: Ints, pairs: Ints) -> Flag:
    lessons = [register.lessons[each] for each in np.unique(pairs // len(register.people))]
    persons = [register.people[each] for each in np.unique(pairs % len(register.people))]
    return flag(
        FlagKind.SHARED_DEVICE,
        Subject(About.DEVICE, register.devices[device].hex()),
        others=[Subject.of(About.UNIT, each.unit_id) for each in lessons]
        + [Subject.of(About.LESSON, each.id) for each in lessons]
        + [Subject.of(About.PERSON, each) for each in persons],
        records=[credit.id for credit in register.credits_at(pairs)],
        facts={"people": int(people.max()), "lessons": len(lessons)},
        weight=float(people.sum()),
    )


def identical_attendance(register: Register, limits: Limits) -> Iterator[Flag]:
    """People of a course whose scans, start and end of several lessons, all fall into the same seconds.

    Two honest people of a class scan in the same second in perhaps one case of sixty; in six scans never. One scan that
    differs hides a pair: this finds records that were made, not people who help each other.
    """
    attendances = _attendances(register, limits)
    alike: dict[tuple[UUID, tuple[tuple[int, int, int], ...]], list[int]] = defaultdict(list)
    for (course, person), scans in attendances.items():
        if _full_lessons(scans) >= limits.identical_lessons:
            alike[course, tuple(scans)].append(person)
    for (course, common), people in alike.items():
        if len(people) > 1:
            lessons = np.unique([lesson for lesson, _, _ in common])
            pairs = register.pair(lessons[:, None], np.array(people))
            weight = float(len(people) * len(lessons))
            yield flag(
                FlagKind.IDENTICAL_ATTENDANCE,
                Subject.of(About.COURSE, course),
                when=str(register.people[min(people)]),
                others=[Subject.of(About.UNIT, register.lessons[int(lessons[0])].unit_id)]
                + [Subject.of(About.PERSON, register.people[person]) for person in people],
                records=[credit.id for credit in register.credits_at(pairs)],
                facts={"people": len(people), "lessons": len(lessons)},
                weight=weight,
            )


def _attendances(register: Register, limits: Limits) -> dict[tuple[UUID, int], list[tuple[int, int, int]]]:
    """Lesson, kind and whole second of every own scan by course and person, in the order of the register.

    Only of people who share the second of each of their scans in the course with somebody: the others cannot be alike.
    """
    own = register.is_kind(*OWN_CODES)
    proofs = register.proofs
    second, person = proofs.second[own].astype(np.int64), proofs.person[own]
    code = proofs.lesson[own] * len(KINDS) + proofs.kind[own]
    found: dict[tuple[UUID, int], list[tuple[int, int, int]]] = defaultdict(list)
    if not len(person):
        return found
    _, moment, counts = np.unique(code * 2**32 + second, return_inverse=True, return_counts=True)
    course_at: dict[UUID, int] = {}
    courses = np.array([course_at.setdefault(lesson.course_id, len(course_at)) for lesson in register.lessons])
    _, own_scans = np.unique(courses[proofs.lesson[own]] * len(register.people) + person, return_inverse=True)
    shared = np.bincount(own_scans, weights=counts[moment] > 1)
    likely = ((shared == np.bincount(own_scans)) & (shared >= 2 * limits.identical_lessons))[own_scans]
    for someone, number, at in zip(*(column[likely].tolist() for column in (person, code, second)), strict=True):
        lesson, kind = divmod(number, len(KINDS))
        found[register.lessons[lesson].course_id, someone].append((lesson, kind, at))
    return found


def _full_lessons(scans: list[tuple[int, int, int]]) -> int:
    """Of how many lessons a person has both codes."""
    kinds: dict[int, set[int]] = defaultdict(set)
    for lesson, kind, _ in scans:
        kinds[lesson].add(kind)
    return sum(len(each) == len((ProofKind.START_CODE, ProofKind.END_CODE)) for each in kinds.values())
