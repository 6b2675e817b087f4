"""Results that are kept, state by state."""

import os

import pytest
from coursebook.cache import KEEP, open_for
from coursebook.errors import SiteError


def test_old_states_go_and_those_of_running_builds_stay(tmp_path):
    for place in range(KEEP + 3):
        cache = open_for(tmp_path, f"state{place}")
        os.utime(cache.path / "last_used", (place, place))
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == [f"state{place}" for place in range(3, KEEP + 3)]
    for place in range(KEEP + 3):
        open_for(tmp_path, f"running{place}")
    assert len(list(tmp_path.glob("running*"))) == KEEP + 3 and not list(tmp_path.glob("state*"))


def test_a_cache_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SiteError, match="cannot write to"):
        open_for(tmp_path / "file", "key")
