"""The folder of the demo world: what is noted in it, and when the world has to be built anew."""

import hashlib
import json
import shutil
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path

from exam_app import migrations
from exam_app.demo.sign_ins import SignIn
from exam_app.errors import Refusal

NOTE = "demo.json"


@dataclass(frozen=True)
class Note:
    """What ``demo.json`` says: by which program the world was built, when, until when its examination is open."""

    version: str
    tables: str
    built_at: datetime
    open_until: datetime
    sign_ins: tuple[SignIn, ...] = field(default=())

    def why_stale(self, now: datetime) -> str | None:
        """The sentence that says why this world is built anew; None while it is good."""
        if (self.version, self.tables) != (version(), tables()):
            return "The program has changed since the demo world was built. Building it anew."
        if not self.built_at <= now <= self.open_until:
            return "The examination of the demo world is over. Building it anew for today."
        return None


def version() -> str:
    """A digest of the program text of this package: whoever changes the story need not remember to count up."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]


def tables() -> str:
    """The newest migration of this program; they are numbered."""
    return max(path.stem for path in (Path(migrations.__file__).parent / "versions").glob("[0-9]*.py"))


def read_note(folder: Path) -> Note | None:
    """The note of a world that was built to the end; None where there is none."""
    try:
        found = json.loads((folder / NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    if "built_at" not in found:
        return None
    return Note(
        version=found["version"],
        tables=found["tables"],
        built_at=datetime.fromisoformat(found["built_at"]),
        open_until=datetime.fromisoformat(found["open_until"]),
        sign_ins=tuple(SignIn(**each) for each in found["sign_ins"]),
    )


def write_note(folder: Path, note: Note) -> None:
    """Write the note as the last thing, in one step: a world without one is not finished."""
    content = asdict(note) | {"built_at": note.built_at.isoformat(), "open_until": note.open_until.isoformat()}
    draft = folder / f"{NOTE}.new"
    draft.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    draft.replace(folder / NOTE)


def empty(folder: Path) -> None:
    """Make the folder empty for a new world. Raises :class:`Refusal` for a folder that holds something else."""
    if folder.exists():
        if any(folder.iterdir()) and not (folder / NOTE).exists():
            raise Refusal("This folder holds something else than a demo world. Choose another with --folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / NOTE).write_text("{}", encoding="utf-8")
