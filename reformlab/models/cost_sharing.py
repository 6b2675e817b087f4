r"""Who can pay which part of the bill?

Question
    The cost of citizenization is to be shared by centre, province, city, firms and households. Does a rule add up, and
    whom does it ask for more than they can give?

Equation
    .. math:: x_k = s_k B, \quad \sum_k s_k = 1, \qquad \text{burden}_k = \frac{x_k}{R_k}, \qquad
              s_k = (1 - \omega)\,s^0_k + \omega\,\frac{R_k}{\sum_j R_j}

    `B` is the bill a year, `s` the share of payer k, `R` the room that the payer has, `s0` the shares of the rule and
    `omega` how far it is moved towards the capacity to pay. At `omega` = 1 all burdens are equal.

Source
    W. E. Oates (1999), "An essay on fiscal federalism", Journal of Economic Literature 37, for the principles of
    benefit and capacity; the rule is the course's own.
"""

from __future__ import annotations

from dataclasses import dataclass

from reformlab.models._arrays import Array, adds_up, keep, vector
from reformlab.models._check import non_negative, positive, same_length, within
from reformlab.types import Numbers

__all__ = ["Parameters", "Result", "solve"]


@dataclass(frozen=True, eq=False)
class Parameters:
    """A bill and its payers; the defaults are teaching values for centre, province, city, firms and households.

    Attributes
    ----------
    bill : float
        B, billion yuan a year; above 0.
    shares : array, shape (n,)
        s0, share of each payer by the rule; 0 or greater, adding up to 1.
    room : array, shape (n,)
        R, what each payer can give at the most, billion yuan a year; above 0.
    towards_capacity : float
        omega, how far the rule is moved towards the capacity to pay; 0 to 1.
    """

    bill: float = 1000.0
    shares: Numbers = (0.2, 0.1, 0.4, 0.15, 0.15)
    room: Numbers = (600.0, 250.0, 300.0, 300.0, 150.0)
    towards_capacity: float = 0.0

    def __post_init__(self) -> None:
        positive("bill", self.bill)
        shares = adds_up("shares", vector("shares", non_negative("shares", self.shares)))
        room = vector("room", positive("room", self.room))
        same_length(shares=shares, room=room)
        within("towards_capacity", self.towards_capacity, 0, 1)
        keep(self, shares=shares, room=room)


@dataclass(frozen=True, eq=False)
class Result:
    """What each payer pays.

    Attributes
    ----------
    share : array, shape (n,)
        Share of each payer; they add up to 1.
    amount : array, shape (n,)
        Billion yuan a year; they add up to the bill.
    burden : array, shape (n,)
        Amount as a share of the room.
    shortfall : array, shape (n,)
        Amount beyond the room, billion yuan a year.
    balanced : bool
        True if nobody is asked for more than the room.
    possible : bool
        True if the room of all together is enough, so that some rule is balanced.
    """

    share: Array
    amount: Array
    burden: Array
    shortfall: Array
    balanced: bool
    possible: bool


def solve(parameters: Parameters) -> Result:
    """Share the bill and compare it with the room.

    Examples
    --------
    >>> solve(Parameters()).balanced, solve(Parameters(towards_capacity=1)).balanced
    (False, True)
    """
    p = parameters
    capacity = p.room / p.room.sum()
    share = (1 - p.towards_capacity) * p.shares + p.towards_capacity * capacity
    amount = share * p.bill
    shortfall = (amount - p.room).clip(min=0)
    return Result(
        share=share,
        amount=amount,
        burden=amount / p.room,
        shortfall=shortfall,
        balanced=bool(shortfall.sum() <= 1e-9 * p.bill),
        possible=bool(p.room.sum() >= p.bill),
    )
