"""The version of the package. It is written here and nowhere else."""

from __future__ import annotations

__all__ = ["__version__"]

__version__ = "19.3.0+ctypes.1"
