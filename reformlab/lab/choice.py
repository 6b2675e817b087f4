"""Where people live: the residence choice inside a sweep of the equilibrium map."""

import numpy as np

from reformlab.lab.residence import RURAL, URBAN

LEAST_ABOVE_NEED = 0.02  # part of income that stays above subsistence while iterating


def choose(system, m):
    """Add to `m` the people who choose each place, by class (4, N, S), and the income that they take along.

    Choice is multinomial with elasticity kappa, in changes from base-year shares. Indirect utility depends on the
    origin only through hukou type and being local or not, so matrix-vector products do; land and property income that
    is kept when away depends on the origin and needs the full block of that hukou type.
    """
    base, n, spaces = system.base, system.n, system.spaces
    kappa = base.parameters.migration_elasticity
    above = m.income_by_class - m.need
    kept_land, kept_property = system.kept(m)
    above[RURAL, :, 1:] += kept_land[:, None] * m.net[1:]
    if kept_property is not None:
        above[URBAN, :, 0] += kept_property * m.net[0]
    np.maximum(above, LEAST_ABOVE_NEED * m.income_by_class, out=above)
    taste = m.offer + system.taste
    value = base.spread * np.exp(kappa * (np.log(above) - base.log_above_need + taste))
    here = value.sum(2)
    m.chosen = np.empty_like(value)

    weights = np.empty((2, n))
    _away(system, m, RURAL, kept_land, above[2], base.away_rural, taste[2], here[RURAL], weights)
    if kept_property is not None:
        shares = system.away_urban
        _away(system, m, URBAN, kept_property, above[3], shares, taste[3], here[URBAN], weights)
    elif base.flow is None:
        shares = base.away_share(URBAN)
        weights[URBAN] = here[URBAN] + shares @ value[3].ravel()
        pull = (base.registered[:, URBAN] / weights[URBAN]) @ shares
        m.chosen[3] = pull.reshape(n, spaces) * value[3]
    else:
        weights[URBAN] = here[URBAN] + base.flow @ here[3] / base.registered[:, URBAN]
        m.chosen[3] = ((1 / weights[URBAN]) @ base.flow)[:, None] * value[3]
    np.multiply((base.registered.T / weights)[:, :, None], value[:2], out=m.chosen[:2])
    m.inflow[:, 1:] += kept_land[:, None] * m.chosen[RURAL, :, 1:]
    if kept_property is not None:
        m.inflow[:, 0] += kept_property * m.chosen[URBAN, :, 0]
    m.weights = weights.T


def _away(system, m, hukou, kept, above, shares, taste, here, weights):
    """People of a hukou type in other provinces, with the income that they keep; adds to `m` and fills `weights`.

    Parameters
    ----------
    kept : array (N,)
        Income kept, by province of registration, before tax.
    above : array (N, S)
        Income above need without it.
    shares : array (N, N*S)
        Base-year shares times base-year income above need to the power -kappa.
    """
    base, kappa = system.base, system.base.parameters.migration_elasticity
    flat = kept[:, None] * np.tile(m.net, system.n)  # province of registration x (residence, space)
    flat += above.ravel()
    _power(flat, kappa)
    flat *= shares
    scale = np.exp(kappa * taste).ravel()
    weights[hukou] = here + flat @ scale
    per_weight = base.registered[:, hukou] / weights[hukou]
    m.chosen[2 + hukou] = ((per_weight @ flat) * scale).reshape(above.shape)
    inflow = (((per_weight * kept) @ flat) * scale).reshape(above.shape)
    m.inflow = inflow if hukou == RURAL else m.inflow + inflow


def _power(values, kappa):
    """Raise an array to a power in place; square roots are several times faster than logs where they do."""
    if kappa == 1.5:
        values *= np.sqrt(values)
    else:
        np.log(values, out=values)
        values *= kappa
        np.exp(values, out=values)
