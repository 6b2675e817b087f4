"""The check-yourself items of a finished book as question banks for Moodle, Canvas and Blackboard.

``bank`` reads the items off the pages, with formulas as MathML; ``moodle`` writes Moodle XML, ``qti12`` a package for
Canvas, ``qti21`` one for Blackboard. The two kept libraries for this, text2qti and qti-package-maker, have no place for
what a wrong answer is told, so the formats are written here, after their public specifications.
"""
