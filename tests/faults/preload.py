"""A server whose machine obeys a test: the little library of preload.c stands between it and its operating system."""

import shutil
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.requirements import absent

SECTOR = 512
"""Bytes that a disk writes whole or not at all."""
HEAD = struct.Struct("qqqq")
WRITE, FLUSH, CUT_OFF = 1, 2, 3
DATABASE, LOG = 0, 1


def compiled(folder: Path) -> Path:
    """The library, made by this machine's C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        absent("compiler", "no C compiler: apt-get install gcc")
    library = folder / "preload.so"
    source = Path(__file__).with_name("preload.c")
    subprocess.run([str(compiler), "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl", "-lpthread"], check=True)
    return library


@dataclass(frozen=True)
class Machine:
    """Gives orders to a server that runs on it, and holds what was written to its disk."""

    library: Path
    folder: Path

    def __post_init__(self) -> None:
        self.obey()
        self.record.touch()

    @property
    def record(self) -> Path:
        return self.folder / "record"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(self.library),
            "WATCHWORD_TEST_ORDERS": str(self.folder / "orders"),
            "WATCHWORD_TEST_RECORD": str(self.record),
        }

    def obey(self, *, clock_seconds: int = 0, sync_us: int = 0, full: bool = False, broken: bool = False) -> None:
        """From now on: the wall clock so much ahead, each flush so long or failing, no room on the disk."""
        orders = struct.pack("qqqq", clock_seconds, sync_us, full, broken)
        path = self.folder / "orders"
        if not path.exists():
            path.write_bytes(orders)
        with path.open("r+b") as file:
            file.write(orders)


@dataclass
class Disk:
    """A disk with a cache: what was flushed stays after a power cut, of the rest anything may be missing or torn."""

    files: dict[int, bytearray]
    believes_flushes: bool = True
    """A disk that lies says that it flushed, and did not."""

    def __post_init__(self) -> None:
        self._waiting: list[tuple[int, int, int, bytes]] = []

    def take(self, kind: int, file: int, offset: int, data: bytes) -> None:
        if kind != FLUSH:
            self._waiting.append((kind, file, offset, data))
        elif self.believes_flushes:
            for waiting in self._waiting:
                if waiting[1] == file:
                    _do(self.files, *waiting)
            self._waiting = [waiting for waiting in self._waiting if waiting[1] != file]

    def cut(self, chance: Random) -> dict[int, bytes]:
        """What is found when the power is back."""
        left = {file: bytearray(held) for file, held in self.files.items()}
        for kind, file, offset, data in self._waiting:
            match chance.choice(["lost", "there", "torn"]):
                case "there":
                    _do(left, kind, file, offset, data)
                case "torn" if kind == WRITE:
                    _do(left, kind, file, offset, data[: chance.randrange(0, len(data) + 1, SECTOR)])
        return {file: bytes(held) for file, held in left.items()}


def _do(files: dict[int, bytearray], kind: int, file: int, offset: int, data: bytes) -> None:
    held = files[file]
    if kind == CUT_OFF:
        del held[offset:]
        return
    held.extend(bytes(max(0, offset + len(data) - len(held))))
    held[offset : offset + len(data)] = data


def recorded(record: bytes) -> Iterator[tuple[int, int, int, int, bytes]]:
    """Everything that was done to database and log: where it ends in the record, kind, file, offset, data."""
    at = 0
    while at + HEAD.size <= len(record):
        kind, file, offset, length = HEAD.unpack_from(record, at)
        data = record[at + HEAD.size : at + HEAD.size + length]
        at += HEAD.size + length
        yield at, kind, file, offset, data


def power_cuts(
    record: bytes, moments: Sequence[int], disk: Disk, chance: Random
) -> Iterator[tuple[int, dict[int, bytes]]]:
    """At each of the moments, which are places in the record, what the disk would hold after a cut just then."""
    left = sorted(moments)
    for end, kind, file, offset, data in recorded(record):
        while left and left[0] < end:
            yield left.pop(0), disk.cut(chance)
        disk.take(kind, file, offset, data)
