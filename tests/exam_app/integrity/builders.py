"""Small cohorts and models for the tests of this folder."""

import numpy as np

from exam_app.integrity.arrays import Floats, Ints
from exam_app.integrity.nominal import NominalModel
from exam_app.integrity.simulate import drawn_answers


def coin_model(items: int, options: int = 2) -> NominalModel:
    """Every option of every item equally likely, at every ability."""
    return NominalModel(np.zeros((items, options)), np.zeros((items, options)), np.full(items, options))


def drawn_model(rng: np.random.Generator, items: int, options: int = 4) -> NominalModel:
    """Items of differing quality, the last option the key, some items with two options less."""
    counts = np.where(np.arange(items) % 3 == 0, max(2, options - 2), options)
    is_option = np.arange(options) < counts[:, None]
    is_key = np.arange(options) == counts[:, None] - 1
    slopes = np.where(is_key, 1.0, -0.2) + rng.normal(0, 0.2, (items, options))
    intercepts = np.where(is_key, 1.0, 0.0) + rng.normal(0, 0.7, (items, options))
    return NominalModel(slopes * is_option, intercepts * is_option, counts)


def drawn_session(seed: int, people: int, items: int) -> tuple[NominalModel, Floats, Ints]:
    """A model, abilities and honest answers."""
    rng = np.random.default_rng(seed)
    model, thetas = drawn_model(rng, items), rng.normal(size=people)
    return model, thetas, drawn_answers(rng, model, thetas)


def all_pairs(people: int) -> Ints:
    """Every pair once, the lower index first."""
    return np.stack(np.triu_indices(people, 1), axis=1)
