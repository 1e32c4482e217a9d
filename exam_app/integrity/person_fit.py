"""Does a person's own set of answers fit the model: lz and lz*, for scores and for chosen options."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from exam_app.integrity.arrays import Floats
from exam_app.integrity.nominal import Answers, NominalModel


@dataclass(frozen=True)
class Fit:
    """Of n people: ``lz`` and ``lz_star`` (n,), negative = answers less likely than the ability explains.

    ``p`` (n,) is the lower tail of lz*, 1 for people without answers. Low values come from copying as well as from
    guessing, illness or a gap in what was taught, and people who knew leaked items often fit well: supporting evidence
    only.
    """

    lz: Floats
    lz_star: Floats
    p: Floats


def person_fit(observed: Floats, chances: Floats, scores: Floats) -> Fit:
    """Fit from log-likelihoods, where ability was estimated as a root of ``scores``.

    ``observed`` (n,) is the log-likelihood of each person's answers, ``chances`` (K, n, L) the probabilities of the
    options and ``scores`` (K, n, L) the derivative of each log-probability by ability. Slots without an item have
    chance 0 in every option.

    lz standardises the log-likelihood as if ability were known (Drasgow, Levine and Williams 1985). lz* takes away
    what estimating ability took: the part of the log-likelihood that is a multiple of the likelihood equation
    (Snijders, Asymptotic null distribution of person fit statistics with estimated person parameter, Psychometrika 66,
    2001; for several options Sinharay, Asymptotically correct standardization of person-fit statistics beyond
    dichotomous items, Psychometrika 81, 2016).
    """
    logs = np.log(np.where(chances > 0, chances, 1.0))
    mean = (chances * logs).sum(axis=0)
    variance = ((chances * logs**2).sum(axis=0) - mean**2).sum(axis=1)
    shared = (chances * logs * scores).sum(axis=(0, 2))
    information = (chances * scores**2).sum(axis=(0, 2))
    surprise = observed - mean.sum(axis=1)
    known = np.sqrt(np.maximum(variance, 1e-300))
    left = np.sqrt(np.maximum(variance - shared**2 / np.maximum(information, 1e-300), 1e-300))
    # With nothing left, as for two items of one kind, there is nothing that could fail to fit.
    is_judged = left > 1e-6 * np.maximum(known, 1e-12)
    star = np.where(is_judged, surprise / left, 0.0)
    return Fit(np.where(is_judged, surprise / known, 0.0), star, np.where(is_judged, ndtr(star), 1.0))


def nominal_fit(model: NominalModel, answers: Answers, chances: Floats) -> Fit:
    """Fit of the chosen options; ``chances`` (K, n, L) are the model's at the maximum likelihood abilities.

    The bounds of :func:`abilities` are taken for roots too, so someone with every item right is judged by lz* as all
    others are.
    """
    slopes = np.where(answers.items >= 0, model.slopes.T[:, answers.items], 0.0)
    observed = np.log(np.where(answers.items >= 0, answers.at_chosen(chances), 1.0)).sum(axis=1)
    return person_fit(observed, chances, slopes - (chances * slopes).sum(axis=0))
