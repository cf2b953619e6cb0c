"""The table of known distributions: one row each, and the only place where one is named.

How a law is integrated is the business of ``numeric.laws``; which symbol follows which law, of ``meaning``.
Parametrisations are those of the usual notation: ``\\mathcal N(\\mu, \\sigma^2)`` takes a variance, ``Exp(\\lambda)``
a rate. Source: Johnson, Kotz and Balakrishnan, *Continuous Univariate
Distributions*.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution: its name, how it is spelt as the head of a call, its parameters in order, its support.

    ``support`` is ``real positive unit interval binary count sign``. ``words`` are the values of
    the prose facts of kind ``random`` that mean it.
    """

    name: str
    spellings: tuple[str, ...]
    parameters: tuple[str, ...]
    support: str
    words: tuple[str, ...] = ()


LAWS: tuple[Law, ...] = (
    Law(
        "normal",
        ("cal:N", "N", "Normal", "Gaussian", "Norm", "Gauss"),
        ("mean", "variance"),
        "real",
        ("normal", "standard-normal"),
    ),
    Law("joint normal", (), ("mean", "covariance"), "real"),
    Law("bernoulli", ("Bernoulli", "Bern", "Ber", "cal:B"), ("probability",), "binary", ("bernoulli",)),
    Law("binomial", ("Binomial", "Bin", "Binom"), ("trials", "probability"), "count", ("binomial",)),
    Law("poisson", ("Poisson", "Pois", "Poi"), ("rate",), "count", ("poisson",)),
    Law("uniform", ("U", "cal:U", "Uniform", "Unif", "unif"), ("low", "high"), "interval", ("uniform",)),
    Law("exponential", ("Exp", "Exponential", "Expon"), ("rate",), "positive", ("exponential",)),
    Law("laplace", ("Laplace", "Lap", "DoubleExp"), ("location", "scale"), "real", ("laplace",)),
    Law("gamma", ("Gamma", "Gam"), ("shape", "rate"), "positive", ("gamma",)),
    Law("beta", ("Beta",), ("shape", "shape"), "unit", ("beta",)),
    Law("student", ("Student", "StudentT"), ("degrees",), "real"),
    Law("cauchy", ("Cauchy",), ("location", "scale"), "real"),
    Law("two points", (), ("value", "probability", "other"), "real", ("two-points",)),
    Law("rademacher", ("Rademacher", "Rad"), (), "sign", ("rademacher",)),
    Law("moments", (), ("mean", "variance"), "real"),
    Law("symmetric moments", (), ("mean", "variance"), "real"),
    Law("loose moments", (), ("mean", "variance"), "real"),
    Law("loose variance", (), ("mean", "variance"), "real"),
    Law("loose symmetric", (), ("mean", "variance"), "real"),
    Law("unknown", (), (), "real"),
)  # fmt: skip
LOOSE = frozenset(("gamma", "loose moments", "loose variance", "loose symmetric", "unknown"))
"""Laws of which something was left unsaid: an identity that fails under one of them may hold under another. Said are
the mean only, the variance only, that it is symmetric around its mean, nothing; of a gamma law, whether its second
parameter is a rate or a scale."""
BY_NAME = {law.name: law for law in LAWS}
BY_SPELLING = {s: law for law in LAWS for s in law.spellings}
BY_WORD = {w: law for law in LAWS for w in law.words}
