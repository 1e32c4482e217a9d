"""Which texts of a bank say nearly the same, found without comparing every pair."""

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence


def normalised(text: str) -> str:
    """A text without what does not change its meaning: width of characters, case, spaces and punctuation.

    >>> normalised("保安员 应当持证上岗（  ）。"), normalised("ＡＥＤ 是什么？")
    ('保安员应当持证上岗', 'aed是什么')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def near_pairs(texts: Sequence[str], threshold: float) -> Iterator[tuple[int, int, float]]:
    """Pairs (i, j, similarity) of positions, i < j, whose texts are at least `threshold` (over 0, at most 1) similar.

    Similarity is that of Jaccard over pairs of neighbouring characters of the normalised texts: 1 for the same, 0 for
    nothing in common. A single character changed in a sentence of thirty leaves .87.

    Only texts that share a rare pair of characters are compared (prefix filtering: Chaudhuri, Ganti and Kaushik, A
    primitive operator for similarity joins in data cleaning, ICDE 2006). Texts with similarity t share at least t of
    the larger set, so their sets, each in the same order of rarity, must meet in the first (1-t) of each.
    """
    grams = [_grams(normalised(text)) for text in texts]
    frequency = Counter(gram for each in grams for gram in each)
    seen_with: defaultdict[str, list[int]] = defaultdict(list)
    for j, each in enumerate(grams):
        rarest_first = sorted(each, key=lambda gram: (frequency[gram], gram))
        prefix = rarest_first[: len(each) - math.ceil(threshold * len(each)) + 1]
        for i in sorted({i for gram in prefix for i in seen_with[gram]}):
            similarity = len(grams[i] & each) / len(grams[i] | each)
            if similarity >= threshold:
                yield i, j, similarity
        for gram in prefix:
            seen_with[gram].append(j)


def _grams(text: str) -> frozenset[str]:
    # A text of one character has no pair of neighbours and stands for itself.
    return frozenset(text[i : i + 2] for i in range(len(text) - 1)) or frozenset({text})
