"""The hook that PyInstaller finds by the entry point ``pyinstaller40``."""

from __future__ import annotations

from pathlib import Path

__all__ = ["hook_directories"]


def hook_directories() -> list[str]:
    """Where PyInstaller finds hooks of this package."""
    return [str(Path(__file__).parent)]
