"""Teaching models: one file each, pure functions of their parameters, numpy alone.

Every model follows the same pattern, so that a reader of one can read all: the module docstring states the question,
the equation and its source; a frozen dataclass holds the parameters, each with its unit and meaning, and refuses
impossible values; ``solve`` returns a result whose arrays have names. A model draws nothing: figures call it.

Import a model by its file name::

    from reformlab.models import logistic

    curve = logistic.through(1978, 17.92, 2025, 67.89, ceiling=80)
    logistic.solve(curve, [2035]).share
"""
