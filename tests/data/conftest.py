import shutil

import pytest

from reformlab.data import folder, seal
from reformlab.data.manifest import using

SMALL = ("province_units", "province_budgets", "hukou_matrix_2020", "policy_timeline")


@pytest.fixture
def small(tmp_path):
    """A copy of four tables that a test may damage; ``small.read()`` makes it the one in use."""
    place = tmp_path / "data"
    place.mkdir()

    class Small:
        path = place

        def take(self, name):
            """Copy one more table; one that is there stays as it is."""
            for kind in ("csv", "yml"):
                if not (place / f"{name}.{kind}").exists():
                    shutil.copy(folder() / f"{name}.{kind}", place)

        def gather(self):
            return seal.gather(place)

        def read(self, content=None):
            return using(place, content or self.gather())

        def edit(self, name, old, new, count=1):
            path = place / name
            text = path.read_text(encoding="utf-8")
            assert old in text
            path.write_text(text.replace(old, new, count), encoding="utf-8")

    small = Small()
    for name in SMALL:
        small.take(name)
    return small
