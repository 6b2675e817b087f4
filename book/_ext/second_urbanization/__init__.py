"""What only this course's book knows: its tables, claims, argument, words and syllabus, as Sphinx extensions."""
