"""Exercises: written once, released in copies, graded in a sandbox, returned with feedback."""
