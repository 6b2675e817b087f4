"""A whole class: find the submissions, grade them on all cores or a cluster, keep the results, fill the grade book."""
