"""What runs inside the sandbox: the warm fork server, the jail of each job, the session that runs a student's cells.

Nothing in here is trusted once a student's cell has run in the same process. The other side is
:mod:`coursegrader.runner`; both share :mod:`coursegrader.sandbox.frames`.
"""
