r"""Why can a reform fail in a vote although most people would keep it once they had it?

Question
    Some voters know what a reform brings them, others know only how many people like themselves will gain. How does the
    vote go before the reform, how would it go afterwards, and which chance of gaining wins over those who do not know?

Equation
    .. math:: E_g = p_g\,G_g - (1 - p_g)\,L_g, \qquad
              v_{\text{before}} = \sum_{g:\,E_g > 0} s_g, \qquad v_{\text{after}} = \sum_g s_g\,p_g, \qquad
              p^*_g = \frac{L_g}{G_g + L_g}

    `s` is the share of voters in group g, `p` the chance that one of them gains, `G` what a winner gains and `L` what a
    loser loses. Everybody votes for the larger expected income; nobody dislikes risk. A group with `p` = 1 or 0 knows.

Source
    R. Fernandez and D. Rodrik (1991), "Resistance to reform: status quo bias in the presence of individual-specific
    uncertainty", American Economic Review 81(5), 1146-1155.
"""

from __future__ import annotations

from dataclasses import dataclass

from reformlab.models._arrays import Array, adds_up, keep, vector
from reformlab.models._check import non_negative, positive, same_length, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """Groups of voters; the defaults are those of lesson 10: 40 of 100 know that they gain, 60 do not know.

    Attributes
    ----------
    shares : array, shape (n,)
        Shares of the groups; 0 or greater, adding up to 1.
    chances : array, shape (n,)
        Chance that a member of the group gains; 0 to 1.
    gains : array, shape (n,)
        Gain of a member who gains, yuan a year; above 0.
    losses : array, shape (n,)
        Loss of a member who does not, yuan a year, as a positive number; 0 or greater.
    """

    shares: Numbers = (0.4, 0.6)
    chances: Numbers = (1.0, 0.2)
    gains: Numbers = (4674.0, 4674.0)
    losses: Numbers = (1422.0, 1422.0)

    def __post_init__(self) -> None:
        shares = adds_up("shares", vector("shares", non_negative("shares", self.shares)))
        chances = vector("chances", within("chances", self.chances, 0, 1))
        gains = vector("gains", positive("gains", self.gains))
        losses = vector("losses", non_negative("losses", self.losses))
        same_length(shares=shares, chances=chances, gains=gains, losses=losses)
        keep(self, shares=shares, chances=chances, gains=gains, losses=losses)


@dataclass(frozen=True, eq=False)
class Result:
    """The vote before and after.

    Attributes
    ----------
    expected : array, shape (n,)
        E, expected gain of a member of each group, yuan a year.
    before : float
        Share of voters in groups with an expected gain above 0.
    after : float
        Share of voters who gain, and would keep the reform.
    trapped : bool
        True if at most half vote for the reform beforehand although more than half would keep it.
    threshold : array, shape (n,)
        p*, the chance from which on a member of the group votes for the reform.
    mean : float
        Expected gain per voter, yuan a year.
    """

    expected: Array
    before: float
    after: float
    trapped: bool
    threshold: Array
    mean: float


def solve(parameters: Parameters) -> Result:
    """Count the votes.

    Examples
    --------
    >>> result = solve(Parameters())
    >>> result.before, round(result.after, 2), result.trapped
    (0.4, 0.52, True)
    """
    p = parameters
    expected = p.chances * p.gains - (1 - p.chances) * p.losses
    before, after = float(p.shares[expected > 0].sum()), float(p.shares @ p.chances)
    return Result(
        expected=expected,
        before=before,
        after=after,
        trapped=bool(before <= 0.5 < after),
        threshold=p.losses / (p.gains + p.losses),
        mean=float(p.shares @ expected),
    )
