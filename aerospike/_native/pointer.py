"""A pointer to an object of the bridge."""

from __future__ import annotations

from ctypes import addressof, c_void_p

__all__ = ["Pointer"]


class Pointer:
    """A pointer variable that a command of the bridge fills with a new object.

    ``place`` is the address of the variable. ``target`` is what the bridge's functions take; it is
    false until the bridge has filled the variable.
    """

    __slots__ = ("place", "target")

    def __init__(self) -> None:
        self.target = c_void_p()
        self.place = addressof(self.target)
