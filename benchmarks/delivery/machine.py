"""What the run cost the machine: processor seconds of the server with its children, and of the generator."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Meter:
    """Looked at once a second, because what a killed process used is gone with it; the first look is the beginning."""

    _seen: dict[int, float] = field(default_factory=dict)
    _before: dict[int, float] = field(default_factory=dict)
    _generator_began: float = field(default_factory=process_time)

    def look(self, group: int) -> None:
        """Note what every process of the server's group has used so far."""
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, ValueError):
                fields = (folder / "stat").read_text().rpartition(") ")[2].split()
                if int(fields[2]) == group:
                    self._seen[int(folder.name)] = (int(fields[11]) + int(fields[12])) / TICKS
        self._before = self._before or dict(self._seen)

    @property
    def server_seconds(self) -> float:
        return sum(self._seen.values()) - sum(self._before.values())

    @property
    def generator_seconds(self) -> float:
        return process_time() - self._generator_began
