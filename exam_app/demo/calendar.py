"""The days of the demo world, all counted from the moment it is built."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HALF_HOUR = 30


@dataclass(frozen=True)
class Calendar:
    """When things happened. ``built_at`` is the moment of the build, ``zone`` that of the site.

    Everything but the examination that is open now lies on whole days, so that a world built in the morning and one
    built in the evening tell the same story.
    """

    built_at: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The legal day of the build."""
        return self.built_at.astimezone(self.zone).date()

    def day(self, ago: int) -> date:
        """The day so many days before the build; a negative number is to come."""
        return self.today - timedelta(days=ago)

    def at(self, ago: int, hour: int, minute: int = 0) -> datetime:
        """A moment of that day on the site's clock."""
        return datetime.combine(self.day(ago), time(hour, minute), self.zone)

    def working_day(self, ago: int) -> int:
        """The same day or the Friday before it, in days before the build: offices do not decide at weekends."""
        return ago + max(0, self.day(ago).weekday() - 4)

    @property
    def open_session_starts_at(self) -> datetime:
        """Between half an hour and an hour ago, on the half hour: the examination that is open now."""
        local = self.built_at.astimezone(self.zone)
        half = local.replace(minute=local.minute // HALF_HOUR * HALF_HOUR, second=0, microsecond=0)
        return half - timedelta(minutes=HALF_HOUR)
