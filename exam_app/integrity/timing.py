"""Are a person's response times in keeping with the items: the lognormal model and its fit statistic."""

from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from exam_app.integrity.arrays import Flags, Floats


@dataclass(frozen=True)
class TimeModel:
    """log(seconds of person j at item i) is normal with mean beta_i - tau_j and standard deviation 1/alpha_i.

    ``alpha`` and ``beta`` are (k,); beta in log seconds (van der Linden, A lognormal model for response times on test
    items, Journal of Educational and Behavioral Statistics 31, 2006).
    """

    alpha: Floats
    beta: Floats


@dataclass(frozen=True)
class TimeFit:
    """Of n people: speed ``tau`` (n,), higher = faster; ``statistic`` l_t (n,); ``p`` (n,), its upper tail.

    A large l_t means times that neither the items nor the person's own pace explain: answers that came at once beside
    others that took long. Interruptions and honest experts make it large as well: never evidence alone.
    """

    tau: Floats
    statistic: Floats
    p: Floats


def speeds(model: TimeModel, log_seconds: Floats) -> Floats:
    """The maximum likelihood speed of each person, (n,): the weighted mean of beta - log time; 0 without any time.

    ``log_seconds`` is (n, k), NaN where there is no time.

    >>> speeds(TimeModel(np.array([1.0, 2.0]), np.array([3.0, 2.0])), np.array([[2.0, 1.5]])).round(6).tolist()
    [0.6]
    """
    weights = np.where(np.isnan(log_seconds), 0.0, model.alpha**2)
    early = np.where(np.isnan(log_seconds), 0.0, model.beta - log_seconds)
    found: Floats = (weights * early).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-300)
    return found


def time_fit(model: TimeModel, log_seconds: Floats, tau: Floats | None = None) -> TimeFit:
    """l_t, the sum of squared standardised residuals of log time (Marianti, Fox, Avetisyan, Veldkamp and Tijmstra,
    Testing for aberrant behavior in response time modeling, JEBS 39, 2014, eq. 12).

    ``log_seconds`` is (n, k), NaN where there is no time. With ``tau`` given the null law is chi-square with as many
    degrees as there are times; with the speed estimated from the same times, one fewer. People with fewer than two
    times get p = 1.

    >>> even, jumpy = np.full(20, 3.0), np.tile([1.5, 4.5], 10)
    >>> time_fit(TimeModel(np.full(20, 2.0), np.full(20, 3.0)), np.stack([even, jumpy])).p.round(3).tolist()
    [1.0, 0.0]
    """
    estimated = tau is None
    tau = speeds(model, log_seconds) if tau is None else tau
    residuals = model.alpha * (log_seconds - model.beta + tau[:, None])
    statistic = np.nansum(residuals**2, axis=1)
    degrees = (~np.isnan(log_seconds)).sum(axis=1) - int(estimated)
    return TimeFit(tau, statistic, np.where(degrees > 0, chdtrc(np.maximum(degrees, 1), statistic), 1.0))


def log_times(seconds: Floats, counted: Flags) -> Floats:
    """Log seconds (n, k), NaN where nothing was measured (NaN, zero or less) or the item is not to be counted."""
    measured = counted & (seconds > 0)
    return np.where(measured, np.log(np.where(measured, seconds, 1.0)), np.nan)
