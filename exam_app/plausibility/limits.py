"""From where on something is worth a look: every figure with its unit and its source.

Most sources are "not established": the figure is a reasonable beginning, to be set anew from the first honest courses.
"""

from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Final

from exam_app.terms import HourKind

MINUTES_A_CLASS_HOUR: Final = 45
"""Ministry outline (domain.md 3)."""
CHINA: Final = timezone(timedelta(hours=8))
"""One time for the whole country and no summer time."""


@dataclass(frozen=True)
class Limits:
    """Figures to look by. A stricter one finds more and wearies its readers; none of them makes a flag a verdict."""

    zone: tzinfo = CHINA
    """In which days begin and rooms open."""

    theory_hours_a_day: int = 6
    """Class hours; ministry outline (domain.md 3)."""
    skill_hours_a_day: int = 3
    """Class hours; ministry outline (domain.md 3)."""

    length_grace: int = 5
    """Minutes a lesson may be shorter than its class hours. Source: not established."""
    overlap_grace: int = 10
    """Minutes two lessons may overlap, for a late end and an early beginning. Source: not established."""
    opening_grace: int = 15
    """Minutes a lesson may begin before opening and end after closing. Source: not established."""
    missing_minutes: int = 30
    """Minutes a person may be absent from the hours credited: late, or gone a little early. Source: not established."""

    burst_seconds: int = 5
    """Seconds. The window of the requirement: twenty people within five seconds (domain.md 3)."""
    burst_people: int = 20
    """People within the window. The same requirement."""
    burst_share: float = 0.15
    """Share of a class that five seconds hold in expectation at the busiest moment of honest scanning: a code shown to
    all at once is scanned over one to two minutes, with a mode near half a minute. Source: not established."""
    burst_p: float = 1e-6
    """How improbable a burst must be under that share. About one in fifty years of a city's lessons (20,000 a year)."""

    device_people: int = 5
    """People proved present by one telephone in one lesson; couples and lent telephones stay below. Source: not
    established."""

    grown_days: int = 3
    """Days after which raised hours are worth a look; mistakes are mended within. Source: not established."""
    late_days: int = 7
    """Days after which an entry is late; who enters once a week stays within. Source: not established."""
    late_entries: int = 20
    """Late entries of one unit in one day. Source: not established."""

    proof_margin: int = 60
    """Minutes before and after a lesson in which a scanned code proves presence. Source: not established."""
    unproven_hours: int = 8
    """Class hours without proof by which a person counts, if they are half or more of that person's hours in the
    course. Source: not established."""
    trainer_only_people: int = 10
    """People of a course who never scanned anything themselves, if they are more than half. Source: not established."""
    identical_lessons: int = 3
    """Lessons in which people proved presence in the same seconds, both at the start and the end. Source: not
    established; two honest scans fall into one second in about one of sixty cases."""

    fewest_units: int = 5
    """Units without which nothing is compared: an only school has nobody to be unlike. Source: not established."""
    fewest_people: int = 20
    """Results of a unit without which it is not compared. Source: not established."""
    false_discovery_rate: float = 0.05
    """Of the units named for their results, the share that chance may name."""
    unit_spread: float = 0.02
    """Intraclass correlation of passing by which honest units differ at the least, because classes and teachers do:
    where 82 % pass, units then lie around it with a standard deviation of 5 points. Source: not established; what is
    seen among the other units is used where it is larger; few units show it too uncertainly to trust a small one."""
    fast_course_ratio: float = 0.5
    """Median days to the examination, against the other units, from which a course is fast. Source: not established."""
    fast_exam_ratio: float = 0.6
    """Median minutes of the examination, against the other units. Source: not established."""
    market_share: float = 0.25
    """Share of all certificates: one school in New South Wales had more (domain.md 5.2, ICAC 2009)."""
    market_multiple: float = 2.0
    """And how many times an equal share it must be, so that one of four or five schools is not named for being one of
    few. Source: not established."""
    fewest_certificates: int = 200
    """Certificates in all without which shares say nothing. Source: not established."""

    def hours_a_day(self, kind: HourKind) -> int:
        """Class hours of this kind that one person can attend in a day."""
        return self.theory_hours_a_day if kind is HourKind.THEORY else self.skill_hours_a_day

    @property
    def all_hours_a_day(self) -> int:
        """Class hours of both kinds that one person can attend in a day."""
        return self.theory_hours_a_day + self.skill_hours_a_day
