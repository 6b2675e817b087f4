"""Marking by persons: one question at a time, levels and comments that are kept and used again."""
