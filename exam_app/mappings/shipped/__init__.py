"""The mappings that come with the program; a city may put its own in front of each."""

from collections.abc import Mapping
from pathlib import Path

from exam_app.mappings.format import MappingFile, parse
from exam_app.terms import TableSubject

FOLDER = Path(__file__).parent


def shipped_text(subject: TableSubject) -> str:
    """The file of a subject, to be read, copied and changed."""
    return (FOLDER / f"{subject.value}.toml").read_text("utf-8")


SHIPPED: Mapping[TableSubject, MappingFile] = {subject: parse(shipped_text(subject)) for subject in TableSubject}
