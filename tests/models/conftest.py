"""Property tests draw the same cases on every machine and are never timed."""

from hypothesis import settings

settings.register_profile("models", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("models")
