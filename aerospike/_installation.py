"""Finds a second distribution that has installed files of this package.

Two such distributions write the same files over each other, and uninstalling one of them removes
files of the other.
"""

from __future__ import annotations

import os

__all__ = ["check_owners"]

DISTRIBUTIONS = ("aerospike", "aerospike-ctypes")
SUFFIX = ".dist-info"


def check_owners(site: str) -> None:
    """Look for the distributions whose files are in a directory.

    This reads the names in the directory: ``importlib.metadata`` would take longer than the rest
    of the import.

    Raises:
        ImportError: there are two.
    """
    try:
        names = os.listdir(site)
    except OSError:
        # The package is in an archive, for example.
        return
    versions = dict(
        name[: -len(SUFFIX)].replace("_", "-").rsplit("-", 1)
        for name in names
        if name.startswith("aerospike") and name.endswith(SUFFIX) and "-" in name
    )
    owners = [name for name in DISTRIBUTIONS if name in versions]
    if len(owners) > 1:
        listed = " and ".join(f"{name} {versions[name]}" for name in owners)
        raise ImportError(
            f"Two distributions have installed the package aerospike in {site}: {listed}. They "
            "overwrite each other's files. Uninstall both, and then install the one that you "
            f"want: python -m pip uninstall {' '.join(owners)}"
        )


check_owners(os.path.dirname(os.path.dirname(__file__)))
