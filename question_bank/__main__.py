"""The library used alone: `python -m question_bank lint [DIR]` and `python -m question_bank assemble …`.

Exit status: 0 if all is well, 1 if the bank has errors, 2 if the command was given something it cannot use.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from question_bank.assembly import assemble
from question_bank.bank import item_paths, load_bank, read_pool_file
from question_bank.blueprint import Blueprint, read_blueprint
from question_bank.editorial import Remark, Severity, lint
from question_bank.errors import BankError, ItemFileInvalid
from question_bank.items import Item
from question_bank.kinds import ItemKind, Pool
from question_bank.marking import MARKING_RULE
from question_bank.papers import SHORTEST_SEED, Slot
from question_bank.shipped import SHIPPED
from question_bank.sources import read_sources
from question_bank.topics import read_topics

SECTION_TITLES = {ItemKind.SINGLE: "单项选择题", ItemKind.MULTIPLE: "多项选择题", ItemKind.TRUE_FALSE: "判断题"}
TRUE_FALSE_WORDS = {"T": "正确", "F": "错误"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        return lint_command(chosen.directory) if chosen.command == "lint" else assemble_command(chosen)
    except BankError as error:
        print(error, file=sys.stderr)
        return 2


def lint_command(directory: Path) -> int:
    """Print every fault and remark about a bank directory; 1 if there is an error among them."""
    sources, topics = read_sources(directory / "sources.toml"), read_topics(directory / "topics.toml")
    unreadable: list[ItemFileInvalid] = []
    live = _readable_items(directory, Pool.LIVE, unreadable)
    practice = _readable_items(directory, Pool.PRACTICE, unreadable)
    remarks = lint(live, practice, sources, topics)
    for refusal in unreadable:
        print(refusal)
    for remark in remarks:
        print(_line(remark))
    errors = sum(remark.severity is Severity.ERROR for remark in remarks)
    print(
        f"{len(live)} live and {len(practice)} practice items read, {len(unreadable)} files unreadable, "
        f"{errors} errors, {len(remarks) - errors} warnings."
    )
    return 1 if errors or unreadable else 0


def assemble_command(chosen: argparse.Namespace) -> int:
    """Print one paper as numbered text, without its key."""
    blueprint = read_blueprint(chosen.blueprint)
    bank = load_bank(chosen.bank, chosen.pool)
    paper = assemble(bank, blueprint, chosen.seed, chosen.on)
    print(_paper_text(blueprint, paper.slots(bank)))
    return 0


def _readable_items(directory: Path, pool: Pool, unreadable: list[ItemFileInvalid]) -> list[Item]:
    # One author's broken file must not hide the remarks on the files of the others.
    items: list[Item] = []
    for path in item_paths(directory, pool):
        try:
            items += read_pool_file(path, pool)
        except ItemFileInvalid as refusal:
            unreadable.append(refusal)
    return items


def _line(remark: Remark) -> str:
    return f"{remark.severity}: {remark.item_id}: {remark.sentence} {remark.what_to_do}"


def _paper_text(blueprint: Blueprint, slots: Sequence[Slot]) -> str:
    lines = [
        f"{blueprint.code}: {blueprint.points} items, {blueprint.minutes} minutes, {blueprint.cut_score} points pass.",
        MARKING_RULE,
    ]
    for kind in ItemKind:
        section = [slot for slot in slots if slot.item.kind is kind]
        if section:
            lines += ["", SECTION_TITLES[kind]]
        for slot in section:
            lines += ["", f"{slot.number}. {slot.item.stem}", *_choice_lines(slot)]
    return "\n".join(lines)


def _choice_lines(slot: Slot) -> list[str]:
    if slot.item.kind is ItemKind.TRUE_FALSE:
        return [f"   {letter}. {word}" for letter, word in TRUE_FALSE_WORDS.items()]
    # On paper the letters follow the place on the page; answers are carried back to the item's own letters.
    return [f"   {letter}. {choice.text}" for letter, choice in zip("ABCDEFGH", slot.choices, strict=False)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m question_bank", description="Read and use a bank of exam items.")
    commands = parser.add_subparsers(dest="command", required=True)
    lint_parser = commands.add_parser("lint", help="read a bank with an editor's eyes")
    lint_parser.add_argument("directory", nargs="?", type=_directory, default=SHIPPED, metavar="DIR")
    paper_parser = commands.add_parser("assemble", help="print one paper as numbered text")
    paper_parser.add_argument("--blueprint", type=Path, required=True, metavar="FILE")
    paper_parser.add_argument("--pool", type=Pool, choices=list(Pool), default=Pool.LIVE)
    paper_parser.add_argument("--seed", type=_seed, required=True, metavar="HEX", help="16 bytes or more")
    paper_parser.add_argument("--on", type=_day, default=date.today(), metavar="DAY", help="exam day, e.g. 2026-11-24")
    paper_parser.add_argument("--bank", type=_directory, default=SHIPPED, metavar="DIR")
    return parser


def _directory(text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise argparse.ArgumentTypeError(f"there is no directory {text}")
    return path


def _seed(text: str) -> bytes:
    try:
        seed = bytes.fromhex(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a row of hexadecimal digit pairs") from error
    if len(seed) < SHORTEST_SEED:
        raise argparse.ArgumentTypeError(f"a seed has at least {SHORTEST_SEED} bytes, this one {len(seed)}")
    return seed


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day such as 2026-11-24") from error


if __name__ == "__main__":
    sys.exit(main())
