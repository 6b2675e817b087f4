"""Tests; the folders mirror the package. `browser` says how the tests start Chromium."""
