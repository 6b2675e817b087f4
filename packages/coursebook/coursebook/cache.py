"""Keep what notebooks gave: a jupyter-cache that Jupyter Book reads, one for each state of library, data and pins.

jupyter-cache looks at code cells alone. A cache therefore lies in a folder named after everything else that a result
depends on (`fingerprint.environment`); a bumped dependency, a changed table or a changed model leads to an empty folder
and so to a fresh run of all lessons, while a touched lesson runs alone.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterable
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import read_only

if TYPE_CHECKING:
    from coursebook.execute import Executed
    from coursebook.lessons import Page

KEEP = 3  # states that always stay, so that switching between two branches does not run everything again
AN_HOUR = 3600.0  # a state used within it may belong to a build that is running


class ResultCache:
    """The results that belong to one state of library, data and pins.

    Parameters
    ----------
    folder : path-like
        Where all caches live.
    key : str
        Name of this state, from `fingerprint.environment`.
    """

    def __init__(self, folder: str | PathLike[str], key: str) -> None:
        from jupyter_cache import get_cache

        self.key, self.path = key, Path(folder) / key
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            (self.path / "last_used").write_text(str(time.time()), "utf-8")
        except OSError as error:
            raise read_only(self.path, error) from error
        self._cache = get_cache(self.path)
        # as many as there are lessons, however many a course has; the default of 1000 is counted in notebook versions
        self._cache.change_cache_limit(2000)

    def has(self, page: Page) -> bool:
        """Tell whether the code of `page` has been run in this state."""
        try:
            self._cache.match_cache_notebook(page.notebook())
        except KeyError:
            return False
        return True

    def keep(self, executed: Executed) -> None:
        """Store an executed notebook under the hash of its code cells."""
        from jupyter_cache.base import CacheBundleIn

        bundle = CacheBundleIn(executed.notebook, str(executed.page.path), data={"execution_seconds": executed.seconds})
        self._cache.cache_notebook_bundle(bundle, check_validity=False, overwrite=True)

    def seconds(self, page: Page) -> float | None:
        """Return how long the code of `page` took, or None if it has not been run in this state."""
        try:
            return self._cache.match_cache_notebook(page.notebook()).data["execution_seconds"]
        except KeyError:
            return None

    def forget(self, pages: Iterable[Page]) -> None:
        """Drop the results of `pages`, so that the next build runs them again."""
        for page in pages:
            with contextlib.suppress(KeyError):
                self._cache.remove_cache(self._cache.match_cache_notebook(page.notebook()).pk)


def open_for(folder: str | PathLike[str], key: str) -> ResultCache:
    """Open the cache of one state and drop the oldest ones.

    Parameters
    ----------
    folder : path-like
        Where caches live.
    key : str
        The state, from `fingerprint.environment`.
    """
    folder = Path(folder)
    cache = ResultCache(folder, key)
    states = sorted(folder.glob("*/last_used"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in states[KEEP:]:
        if time.time() - old.stat().st_mtime > AN_HOUR:
            shutil.rmtree(old.parent, ignore_errors=True)
    return cache
