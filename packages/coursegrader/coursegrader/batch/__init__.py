"""A whole class: find the submissions, grade them on all cores or a cluster, keep the results, fill the grade book."""

from coursegrader import lean  # noqa: F401  before nbformat
