"""`python -m exam_app.integrity`: the tables, the page, and one sentence for whatever is wrong with a file."""

import csv
import gzip
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from exam_app.integrity.__main__ import Bar, main
from exam_app.integrity.simulate import SimulatedExam, simulated_exam


@pytest.fixture(scope="module")
def exam() -> SimulatedExam:
    return simulated_exam(3, rooms=4, room_size=20, items=60, copying=((0.7, 3),))


def write(path: Path, rows: list[list[object]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


@pytest.fixture
def folder(exam: SimulatedExam, tmp_path: Path) -> Path:
    """An examination's folder, as `screen` reads it; true and false items have the options 1 and 4."""
    cohort = exam.cohort
    assert cohort.model is not None
    assert cohort.time_model is not None
    assert cohort.seconds is not None
    names = [f"i{number}" for number in range(1, 61)]
    number = [[1, 2, 3, 4] if count == 4 else [1, 4] for count in cohort.option_counts]
    responses = [["person", "room", "seat", *names]]
    for row, chosen in enumerate(cohort.responses):
        answers = [number[item][option] for item, option in enumerate(chosen)]
        responses.append([row + 1, cohort.rooms[row] + 1, row % 20 + 1, *answers])
    bank: list[list[object]] = [["options", *(f"lambda{n}" for n in range(1, 5)), *(f"zeta{n}" for n in range(1, 5))]]
    bank[0] += ["alpha", "beta"]
    for item, count in enumerate(cohort.option_counts):
        line: list[object] = [count]
        for parameters in (cohort.model.slopes[item], cohort.model.intercepts[item]):
            line += [parameters[number[item].index(n)] if n in number[item] else "NA" for n in range(1, 5)]
        bank.append([*line, cohort.time_model.alpha[item], cohort.time_model.beta[item]])
    where = tmp_path / "county"
    where.mkdir()
    write(where / "responses.csv", responses)
    write(where / "bank_parameters.csv", bank)
    write(where / "seconds.csv", [names, *cohort.seconds.round(1).tolist()])
    return where


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_screen_writes_tables_with_the_stated_columns(folder: Path, tmp_path: Path, exam: SimulatedExam) -> None:
    out = tmp_path / "out"
    assert main(["screen", str(folder), "--out", str(out)]) == 0
    pairs, persons = read(out / "pairs.csv"), read(out / "persons.csv")
    assert list(pairs[0]) == ["person_a", "person_b", "room", "family", "lrsym_p", "omega_p", "gbt_p", "m4_p", "q"]
    assert list(persons[0]) == ["person", "room", "lz_star_p", "l_t_p", "leak_p", "edi_p", "combined_p", "q"]
    assert list(read(out / "rooms.csv")[0]) == ["room", "statistic", "p", "rank"]
    assert list(read(out / "items.csv")[0]) == ["item", "leak_score"]
    assert len(persons) == 80
    # All 190 pairs of each of the four rooms; beyond the rooms only those with q up to .2.
    inside = [row for row in pairs if row["room"]]
    assert len(inside) == 4 * 190
    assert all(row["family"] == "venue" and float(row["q"]) <= 0.2 for row in pairs if not row["room"])
    named = {(int(row["person_a"]) - 1, int(row["person_b"]) - 1) for row in pairs if float(row["q"]) <= 0.05}
    assert named == exam.copied_pairs
    assert all(bool(row["m4_p"]) == (float(row["q"]) <= 0.2) for row in pairs)


def test_a_compressed_folder_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    assert main(["screen", str(folder), "--out", str(tmp_path / "one")]) == 0
    for name in ("responses", "seconds"):
        plain = folder / f"{name}.csv"
        (folder / f"{name}.csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
        plain.unlink()
    assert main(["screen", str(folder), "--out", str(tmp_path / "two")]) == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_times_may_be_missing_and_leave_an_empty_column(folder: Path, tmp_path: Path) -> None:
    (folder / "seconds.csv").unlink()
    assert main(["screen", str(folder), "--out", str(tmp_path / "out")]) == 0
    assert {row["l_t_p"] for row in read(tmp_path / "out" / "persons.csv")} == {""}


def test_the_page_stands_alone_without_scripts_and_escapes_names(
    folder: Path, tmp_path: Path, exam: SimulatedExam
) -> None:
    copier = min(exam.copied_pairs)[0]
    change(folder / "responses.csv", row=copier + 2, column=0, value="<b>Li & Wu</b>")
    assert main(["screen", str(folder), "--out", str(tmp_path / "out")]) == 0
    page = (tmp_path / "out" / "report.html").read_text()
    assert "<script" not in page
    assert "http" not in page
    assert "&lt;b&gt;Li &amp; Wu&lt;/b&gt;" in page
    assert "<b>" not in page
    assert "a reason to look and never a verdict" in page
    shares = [each.replace(",", "") for each in re.findall(r"1 in ([\d,]+)", page)]
    assert shares
    assert all(len(each.rstrip("0")) <= 2 and int(each) <= 1_000_000_000 for each in shares)
    tags: list[str] = []

    class Balanced(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            if tag != "meta":
                tags.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert tags.pop() == tag

    Balanced().feed(page)
    assert tags == []


def change(path: Path, row: int, column: int, value: str) -> None:
    lines = [line.split(",") for line in path.read_text().splitlines()]
    lines[row - 1][column] = value
    path.write_text("\n".join(",".join(line) for line in lines) + "\n")


@pytest.mark.parametrize(
    ("name", "row", "column", "value", "sentence"),
    [
        ("responses.csv", 5, 3, "9", "responses.csv, row 5, column i1: the item has no option 9."),
        ("responses.csv", 5, 3, "x", "responses.csv, row 5, column i1: 'x' is not a number."),
        ("responses.csv", 5, 3, "1.5", "responses.csv, row 5, column i1: a whole number is needed."),
        ("responses.csv", 5, 3, "1,2", "responses.csv, row 5: 64 cells where the heading has 63."),
        ("responses.csv", 3, 0, "1", "responses.csv, row 3: person 1 has a row already."),
        ("responses.csv", 1, 1, "hall", "responses.csv has no column room."),
        ("bank_parameters.csv", 4, 1, "NA", "bank_parameters.csv, row 4: 3 options have parameters, not 4."),
        ("bank_parameters.csv", 2, 9, "", "bank_parameters.csv, row 2, column alpha: a number is missing."),
        ("bank_parameters.csv", 2, 9, "inf", "bank_parameters.csv, row 2, column alpha: 'inf' is not a number."),
        ("bank_parameters.csv", 2, 9, "0", "bank_parameters.csv, row 2, column alpha: the precision must be above 0."),
        ("seconds.csv", 7, 2, "soon", "seconds.csv, row 7, column i3: 'soon' is not a number."),
    ],
)
def test_a_fault_in_a_file_is_one_sentence_with_its_place(
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    row: int,
    column: int,
    value: str,
    sentence: str,
) -> None:
    change(folder / name, row, column, value)
    assert main(["screen", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == sentence + "\n"


def test_files_that_are_not_there_not_text_or_empty_are_one_sentence(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = ["--out", str(tmp_path / "out")]
    for content in (b"\xff\xfe\x00", b"", b"person,room,seat\n1,1,1\n"):
        (folder / "responses.csv").write_bytes(content)
        assert main(["screen", str(folder), *out]) == 2
    (folder / "responses.csv").unlink()
    (folder / "responses.csv.gz").write_bytes(b"not compressed")
    assert main(["screen", str(folder), *out]) == 2
    assert main(["screen", str(tmp_path / "nowhere"), *out]) == 2
    assert main(["golden", str(tmp_path / "nowhere"), *out]) == 2
    sentences = capsys.readouterr().err.splitlines()
    assert len(sentences) == 6
    assert all("responses.csv" in each or "nowhere" in each for each in sentences)


def test_a_folder_for_results_that_is_a_file_is_one_sentence(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").write_text("")
    assert main(["screen", str(folder), "--out", str(tmp_path / "out")]) == 2
    assert str(tmp_path / "out") in capsys.readouterr().err


def test_the_bar_is_silent_at_first_then_grows_on_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("exam_app.integrity.__main__.monotonic", lambda: now[0])
    bar = Bar()
    bar(1, 10)
    assert capsys.readouterr().err == ""
    now[0] = 3.0
    bar(5, 10)
    bar(5, 10)
    bar(10, 10)
    bar.close()
    shown = capsys.readouterr().err
    assert shown.count("\r") == 2
    assert shown.endswith("100 %\n")


def test_the_package_is_used_alone_without_flask_or_a_database() -> None:
    program = (
        "import sys, exam_app.integrity.__main__\n"
        "print(sorted({'flask', 'sqlalchemy', 'exam_app.settings', 'exam_app.models'} & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert found.stdout == "[]\n"
