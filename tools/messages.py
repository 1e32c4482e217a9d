"""Bring the catalogues up to date with the sentences in code and templates.

Extracts every English source sentence, merges it into each catalogue, drafts missing Traditional Chinese from the
Simplified text with OpenCC (a person reviews it), and says what is still without a translation.

    python tools/messages.py                      merge, report what is missing
    python tools/messages.py --take FILE.tsv ...  also fill Simplified Chinese from lines "English<TAB>中文"
"""

import argparse
import sys
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "exam_app" / "translations"
LANGUAGES = ("zh_Hans", "zh_Hant")
REFUSALS = ("Refusal", "Invalid", "NotFound", "NotAllowed", "Conflict", "TooEarly", "TooLate", "Unsafe")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("_", "gettext", "N_", "Sentence", "sentence", *REFUSALS)),
    "ngettext": (1, 2),
}
CHURNING = tuple(
    f'"{name}'
    for name in ("POT-Creation-Date", "PO-Revision-Date", "Generated-By", "Last-Translator", "Language-Team", "Report-")
)
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false"}}


def extract() -> Catalog:
    """All source sentences of the application in a stable order, without line numbers that churn."""
    template = Catalog(project="Watchword", charset="utf-8")
    for folder in ("exam_app", "templates"):
        found = extract_from_dir(
            ROOT / folder,
            METHODS,
            OPTIONS,
            keywords=KEYWORDS,
            comment_tags=(),
            strip_comment_tags=True,
            directory_filter=lambda name: "__pycache__" not in name,  # Babel's own would leave out _base and _parts
        )
        for path, _, message, _, _ in found:
            if message:
                template.add(message, locations=[(f"{folder}/{path}", 0)])
    return template


def catalogue_path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read(language: str) -> Catalog:
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Watchword", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def write(language: str, catalogue: Catalog) -> None:
    path = catalogue_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.header_comment = f"# Watchword in {language}; edited by hand, brought up to date by make messages."
    catalogue.fuzzy = False
    content = BytesIO()
    write_po(content, catalogue, width=120, no_location=True, omit_header=False, sort_output=True, ignore_obsolete=True)
    lines = content.getvalue().decode().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(CHURNING)), "utf-8")


def untranslated(catalogue: Catalog) -> Iterator[Message]:
    """Messages without a complete, settled translation."""
    for message in catalogue:
        texts = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
        if message.id and (not all(texts) or message.fuzzy):
            yield message


def taken_from(paths: list[Path]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            source, tab, target = line.partition("\t")
            if tab and source.strip() and target.strip():
                pairs[source.strip()] = target.strip()
    return pairs


def fill(catalogue: Catalog, translate: dict[str, str]) -> None:
    for message in list(untranslated(catalogue)):
        sources = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
        target = next((translate[source] for source in sources if source in translate), None)
        if target:
            message.string = (target,) if isinstance(message.id, (list, tuple)) else target
            message.flags.discard("fuzzy")


def draft_traditional(simplified: Catalog, traditional: Catalog) -> None:
    from opencc import OpenCC

    convert = OpenCC("s2t").convert
    pairs: dict[str, str] = {}
    for message in simplified:
        text = message.string[0] if isinstance(message.string, (list, tuple)) else message.string
        source = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
        if source and text:
            pairs[source] = convert(text)
    fill(traditional, pairs)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--take", nargs="*", type=Path, default=[], metavar="FILE.tsv")
    arguments = parser.parse_args()
    template = extract()
    catalogues = {language: read(language) for language in LANGUAGES}
    for catalogue in catalogues.values():
        catalogue.update(deepcopy(template), no_fuzzy_matching=True)  # update() shares the template's messages
    fill(catalogues["zh_Hans"], taken_from(arguments.take))
    draft_traditional(catalogues["zh_Hans"], catalogues["zh_Hant"])
    missing = 0
    for language, catalogue in catalogues.items():
        write(language, catalogue)
        for message in untranslated(catalogue):
            missing += 1
            sys.stdout.write(f"{language}: {message.id!r}\n")
    sys.stdout.write(f"{len(template)} sentences, {missing} without a translation\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
