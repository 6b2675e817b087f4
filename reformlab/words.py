"""Words of the course in the reader's language, for every room: labels of figures, captions, pages of tables.

Labels are written in English in the code and looked up by ``tr`` (the gettext convention), so that an edition in
another language needs a catalogue and no change to a lesson.
"""

from pathlib import Path

from livefigure.words import Catalogue

tr = Catalogue("reformlab", Path(__file__).with_name("locale"))
