"""Where people live: the residence choice inside a sweep of the equilibrium map."""

import numpy as np

from reformlab.lab.residence import RURAL

LEAST_ABOVE_NEED = 0.02  # part of income that stays above subsistence while iterating


def choose(system, m):
    """Add to `m` the people who choose each place, by class (4, N, S), and the land income that they take along.

    Choice is multinomial with elasticity kappa, in changes from base-year shares. Indirect utility depends on the
    origin only through hukou type and being local or not, so matrix-vector products do; land income that is kept when
    away depends on the origin and needs the full block.
    """
    base, n, spaces = system.base, system.n, system.spaces
    kappa = base.parameters.migration_elasticity
    above = m.income_by_class
    if system.portability:
        kept = system.portability * m.income.land_claim
        above = above.copy()
        above[RURAL, :, 1:] += kept[:, None] * m.net[1:]
    if base.need:
        above = np.maximum(above - m.need[:, None], LEAST_ABOVE_NEED * above)
    taste = m.offer + system.taste
    value = base.spread * np.exp(kappa * (np.log(above) + taste))
    by_class_here = value @ system.ones
    weights = by_class_here[:2]  # locals and, added below, the others: by hukou type and province of registration
    if base.flow is None:
        shares = [base.away_share(hukou) for hukou in range(2)]
        weights = weights + [share @ value[2 + hukou].ravel() for hukou, share in enumerate(shares)]
        pull = [((base.registered[:, h] / weights[h]) @ shares[h]).reshape(n, spaces) for h in range(2)]
    else:
        weights = weights + np.matmul(base.flow, by_class_here[2:, :, None])[:, :, 0] / base.registered.T
        pull = np.matmul((1 / weights)[:, None, :], base.flow)[:, 0, :, None]
    m.chosen = np.empty_like(value)
    np.multiply(pull, value[2:], out=m.chosen[2:])
    m.inflow = None
    if system.portability:
        net = np.empty((n, spaces))
        net[:] = m.net
        flat = kept[:, None] * net.ravel()  # province of registration x (residence, space)
        flat += above[2].ravel()
        np.log(flat, out=flat)
        flat *= kappa
        np.exp(flat, out=flat)
        flat *= base.away_share(RURAL)
        scale = np.exp(kappa * taste[2]).ravel()
        weights[RURAL] = flat @ scale + by_class_here[RURAL]
        per_weight = base.registered[:, RURAL] / weights[RURAL]
        m.chosen[2] = (per_weight @ flat * scale).reshape(n, spaces)
        m.inflow = ((per_weight * kept) @ flat * scale).reshape(n, spaces)
    np.multiply((base.registered.T / weights)[:, :, None], value[:2], out=m.chosen[:2])
    if system.portability:
        m.inflow[:, 1:] += kept[:, None] * m.chosen[RURAL, :, 1:]
    m.weights = weights.T
