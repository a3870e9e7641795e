"""A founded clinic with its window, for every test of the frame."""

from tests.ui.app.desk import desk

__all__ = ["desk"]
