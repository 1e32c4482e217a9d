"""The statistics of other programs on published test data: what `golden` writes, from the `in_` files alone.

File and column names are those of the programs that the numbers are compared with (aberrance 0.3.0, CopyDetect 1.3,
PerFit 1.4.6, mirt 1.45.1). A statistic that this package does not have is an empty column.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
from scipy.special import expit, ndtr

from exam_app.integrity.arrays import Floats, Ints
from exam_app.integrity.files import FileFault, Table, item_columns, read_options, read_table, write_table
from exam_app.integrity.nominal import NominalModel
from exam_app.integrity.person_fit import Fit, nominal_fit, person_fit
from exam_app.integrity.similarity import Sheets, copying_scores, m4_p, score_pairs
from exam_app.integrity.timing import TimeModel, time_fit

CORRECTIONS: Final = ("NO", "CF", "CS", "EW", "TS", "TSCF", "TSCS", "TSEW")
PAIR_COLUMNS: Final = (
    *("OMG_S", "WOMG_S", "GBT_S", "M4_S", "OMG_ST", "GBT_ST"),
    *("OMG_R", "WOMG_R", "GBT_R", "M4_R", "OMG_RT", "GBT_RT"),
)
COPYING_COLUMNS: Final = ("OMG_S", "GBT_S", "OMG_R", "GBT_R")
PERSON_COLUMNS: Final = (
    *(f"pm.{name}_{kind}" for name, kind in product(("ECI2_S", "ECI4_S", "L_S"), CORRECTIONS)),
    "pm.L_T",
    *(f"pm.Q_ST_{kind}" for kind in CORRECTIONS),
    "pm.L_ST_NO",
    "pm.L_ST_TS",
    *(f"pmr.{name}_{kind}" for name, kind in product(("L_R", "Q_RT"), CORRECTIONS)),
    "pmr.L_RT_NO",
    "pmr.L_RT_TS",
    *(f"nm.{name}_S" for name in ("G", "NC", "U1", "U3", "ZU3", "A", "D", "E", "C", "MC", "PC", "HT")),
    "nm.KL_T",
    *(f"pk.{name}" for name in ("L_S", "S_S", "W_S", "L_T", "W_T", "L_ST")),
)
PREKNOWLEDGE_COLUMNS: Final = (
    *("theta_all", "tau_all", "theta_c", "tau_c", "theta_s", "tau_s"),
    *("L_S", "ML_S", "LR_S", "S_S", "W_S", "L_T", "W_T", "L_ST"),
)
CHANGE_POINT_COLUMNS: Final = tuple(
    f"{name}_{kind}" for name, kind in product(("L_S", "S_S", "W_S", "L_T", "W_T"), ("MAX2", "MAX1", "MIN1"))
)
PERFIT_COLUMNS: Final = (
    *("lz", "lzstar", "Ht", "U3", "ZU3", "Cstar", "C.Sato", "G", "Gnormed", "NCI", "r.pbis"),
    *("A.KB", "D.KB", "E.KB"),
)
COPYDETECT_COLUMNS: Final = tuple(f"{name}.pvalue" for name in ("W", "GBT", "M4", "K", "K1", "K2", "S1", "S2"))

Columns: TypeAlias = Mapping[str, Floats]


def write_golden(folder: Path, out: Path) -> list[str]:
    """Write what is computed from every known folder, ``folder`` itself or those in it; the names of the files.

    Raises FileFault if nothing in the folder is known, or a file of it cannot be used.
    """
    written = []
    for name, mark, write in (
        ("golden", "in_items.csv", _write_persons_and_pairs),
        ("copydetect", "in_pairs.csv", _write_copydetect),
        ("answer_changes", "in_responses_final.csv", _write_answer_changes),
    ):
        for source, target in ((folder, out), (folder / name, out / name)):
            if (source / mark).is_file():
                target.mkdir(parents=True, exist_ok=True)
                written += [str(path.relative_to(out)) for path in write(source, target)]
    if not written:
        raise FileFault(f"{folder} holds no in_items.csv, in_pairs.csv or in_responses_final.csv.")
    return written


def _write(path: Path, labels: Mapping[str, list[str]], names: Sequence[str], found: Columns) -> Path:
    write_table(path, [*labels, *names], [*labels.values(), *(found.get(name) for name in names)])
    return path


def _write_persons_and_pairs(folder: Path, out: Path) -> list[Path]:
    items, persons = read_table(folder / "in_items.csv"), read_table(folder / "in_persons.csv")
    responses, scores = read_table(folder / "in_responses.csv"), read_table(folder / "in_scores.csv")
    times = read_table(folder / "in_logtimes.csv")
    for table in (scores, times):
        _same_size(responses, table)
    _same_rows(responses, persons)
    theta, eta, tau = persons.complete_numbers(("theta", "eta", "tau")).T
    model = _nominal(items, "lambda", "zeta")
    columns = item_columns(responses)
    chosen = read_options(responses, columns, [range(1, model.slopes.shape[1] + 1)] * len(columns))
    right = read_options(scores, item_columns(scores), [(0, 1)] * len(columns))
    chances, derivatives = _three_parameter(items, theta)
    by_score, by_choice = Sheets.given(right, chances), Sheets.of(chosen, model, eta)

    people = len(chosen)
    pairs = np.stack(np.triu_indices(people, 1), axis=1)
    ordered = np.concatenate([pairs, pairs[:, ::-1]])
    found = score_pairs(by_choice, pairs), score_pairs(by_score, pairs)
    similar = {"OMG_R": found[0].omega, "GBT_R": found[0].gbt_p, "OMG_S": found[1].omega, "GBT_S": found[1].gbt_p}
    last = model.option_counts - 1
    similar |= {"M4_R": m4_p(by_choice, pairs, last), "M4_S": m4_p(by_score, pairs, np.ones_like(last))}
    copying = {}
    for suffix, sheets in (("R", by_choice), ("S", by_score)):
        # The file names the source before the copier, whatever the heading of its first column says.
        copying[f"OMG_{suffix}"], copying[f"GBT_{suffix}"] = copying_scores(sheets, ordered[:, ::-1])

    fit, choice_fit = _score_fit(right, chances, derivatives), nominal_fit(model, by_choice.answers, by_choice.chances)
    time_model = TimeModel(*items.complete_numbers(("alpha", "beta")).T)
    statistic = time_fit(time_model, times.numbers(item_columns(times)), tau).statistic
    person = {
        "pm.L_S_NO": fit.lz,
        "pm.L_S_TS": fit.lz_star,
        "pm.L_T": statistic,
        "pmr.L_R_NO": choice_fit.lz,
        "pmr.L_R_TS": choice_fit.lz_star,
    }
    numbers = {"person": _numbered(people)}
    return [
        _write(out / "out_pairs_aberrance.csv", {"pair": _labels(pairs)}, PAIR_COLUMNS, similar),
        _write(out / "out_copying_aberrance.csv", {"copier_source": _labels(ordered)}, COPYING_COLUMNS, copying),
        _write(out / "out_persons_aberrance.csv", numbers, PERSON_COLUMNS, person),
        _write(out / "pk2pl_out_aberrance.csv", numbers, PREKNOWLEDGE_COLUMNS, {}),
        _write(out / "out_changepoint_aberrance.csv", numbers, CHANGE_POINT_COLUMNS, {}),
        _write(out / "out_persons_perfit.csv", numbers, PERFIT_COLUMNS, {
            "lz": fit.lz.round(4), "lzstar": fit.lz_star.round(4),
        }),
    ]  # fmt: skip


def _write_copydetect(folder: Path, out: Path) -> list[Path]:
    responses, pairs = read_table(folder / "in_responses.csv"), read_table(folder / "in_pairs.csv")
    thetas = read_table(folder / "out_thetas.csv")
    _same_rows(responses, thetas)
    model = _nominal(read_table(folder / "out_nrm_itempar.csv"), "a", "c")
    columns = item_columns(responses, before=1)
    chosen = read_options(responses, columns, [range(1, model.slopes.shape[1] + 1)] * len(columns))
    sheets = Sheets.of(chosen, model, thetas.complete_numbers(("F1",))[:, 0])
    row_of = {name: row for row, name in enumerate(responses.column(responses.heading[0]))}
    copiers, sources = pairs.column("copier"), pairs.column("source")
    for row, name in ((row, name) for each in zip(copiers, sources, strict=True) for row, name in enumerate(each)):
        if name not in row_of:
            raise FileFault(
                f"{pairs.name}, column {('copier', 'source')[row]}: {name!r} has no row in in_responses.csv."
            )
    ordered = np.array([(row_of[one], row_of[other]) for one, other in zip(copiers, sources, strict=True)])
    ordered = ordered.reshape(-1, 2)
    omega, _ = copying_scores(sheets, ordered)
    found = {"W.pvalue": ndtr(-omega), "GBT.pvalue": score_pairs(sheets, ordered).gbt_p}
    found["M4.pvalue"] = m4_p(sheets, ordered, model.option_counts - 1)
    labels = {
        "Suspected Copier": copiers,
        "Suspected Source": sources,
        "Suspected Copier Row #": [str(row + 1) for row in ordered[:, 0]],
        "Suspected Source Row #": [str(row + 1) for row in ordered[:, 1]],
    }
    empty_items = {"a": [""] * len(columns)}
    return [
        _write(out / "out_copydetect.csv", labels, COPYDETECT_COLUMNS, found),
        _write(out / "out_mirt2pl.csv", empty_items, ["b", "g", "u", "logLik"], {}),
        _write(out / "out_mirt_persons.csv", {"EAP": [""] * len(chosen)}, [
            "ML", "outfit", "z.outfit", "infit", "z.infit", "Zh",
        ], {}),
    ]  # fmt: skip


def _write_answer_changes(folder: Path, out: Path) -> list[Path]:
    responses, groups = read_table(folder / "in_responses_final.csv"), read_table(folder / "in_group.csv")
    _same_rows(responses, groups)
    names = sorted({str(number) for number in groups.whole_numbers(("group",), 0)[:, 0]}, key=int)
    people = {"person": _numbered(len(responses.rows))}
    return [
        _write(out / "out_persons_aberrance.csv", people, ["eta_s", "EDI_R_NO", "EDI_R_CO", "GBT_R", "L_R"], {}),
        _write(out / "out_groups_aberrance.csv", {"group": names}, ["EDI_R_NO", "EDI_R_CO", "EDI_R_TS"], {}),
    ]


def _nominal(items: Table, slope: str, intercept: str) -> NominalModel:
    options = sum(name.startswith(slope) and name[len(slope) :].isdigit() for name in items.heading)
    slopes = items.complete_numbers([f"{slope}{option}" for option in range(1, options + 1)])
    intercepts = items.complete_numbers([f"{intercept}{option}" for option in range(1, options + 1)])
    return NominalModel(slopes, intercepts, np.full(len(slopes), options))


def _three_parameter(items: Table, theta: Floats) -> tuple[Floats, Floats]:
    """Under the three-parameter logistic model, the chances of wrong and right and the derivatives of their logs."""
    a, b, c = items.complete_numbers(("a", "b", "c")).T
    knows = expit(a * (theta[:, None] - b))
    right = c + (1 - c) * knows
    slope = (1 - c) * a * knows * (1 - knows)
    return np.stack([1 - right, right]), np.stack([-slope / (1 - right), slope / right])


def _score_fit(right: Ints, chances: Floats, derivatives: Floats) -> Fit:
    answered = right >= 0
    chosen = np.take_along_axis(chances, np.maximum(right, 0)[None], axis=0)[0]
    return person_fit(np.log(np.where(answered, chosen, 1.0)).sum(axis=1), chances * answered, derivatives)


def _labels(pairs: Ints) -> list[str]:
    return [f"{one}-{other}" for one, other in (pairs + 1).tolist()]


def _numbered(count: int) -> list[str]:
    return [str(number) for number in range(1, count + 1)]


def _same_rows(one: Table, other: Table) -> None:
    if len(one.rows) != len(other.rows):
        raise FileFault(f"{other.name} has {len(other.rows)} rows, but {one.name} has {len(one.rows)}.")


def _same_size(one: Table, other: Table) -> None:
    _same_rows(one, other)
    if len(one.heading) != len(other.heading):
        raise FileFault(f"{other.name} has {len(other.heading)} columns, but {one.name} has {len(one.heading)}.")
