"""S2's cells: the faces of a cube around the sphere, each cut into four again and again.

A cell's id is an unsigned number of 64 bits: the face, two bits for each level that say which
quarter, a one bit, zeros. Ids of cells that are close on the sphere are close too.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from .sphere import Vector, largest_axis, normalized

__all__ = ["FACES", "LEVELS", "Cell", "ancestors", "leaf", "on_face", "parent", "span"]

LEVELS = 30
_LIMIT = 1 << LEVELS

# By orientation, then by place on the curve: the quarter, as two bits for the two axes.
_QUARTERS = ((0, 1, 3, 2), (0, 2, 3, 1), (3, 2, 0, 1), (3, 1, 0, 2))
_PLACES = tuple(tuple(order.index(quarter) for quarter in range(4)) for order in _QUARTERS)
_TURNS = (1, 0, 0, 3)

# By face: for each of the axes u, v and w, the coordinate and its sign.
_AXES = (
    ((1, 1), (2, 1), (0, 1)),
    ((0, -1), (2, 1), (1, 1)),
    ((0, -1), (1, -1), (2, 1)),
    ((2, -1), (1, -1), (0, -1)),
    ((2, -1), (0, 1), (1, -1)),
    ((1, 1), (0, 1), (2, -1)),
)


def on_face(face: int, a: Vector) -> Vector:
    """A vector's coordinates along a face's two edges, and away from the sphere's centre."""
    (u, u_sign), (v, v_sign), (w, w_sign) = _AXES[face]
    return u_sign * a[u], v_sign * a[v], w_sign * a[w]


def _from_face(face: int, u: float, v: float) -> Vector:
    vector = [0.0, 0.0, 0.0]
    for (axis, sign), number in zip(_AXES[face], (u, v, 1.0)):
        vector[axis] = sign * number
    return vector[0], vector[1], vector[2]


def _to_plane(number: float) -> float:
    """A place along a face's edge, from 0 to 1, as a coordinate from -1 to 1."""
    if number >= 0.5:
        return (1 / 3.0) * (4 * number * number - 1)
    return (1 / 3.0) * (1 - 4 * (1 - number) * (1 - number))


def _from_plane(number: float) -> int:
    """The leaf cell along an edge that has a coordinate."""
    if number >= 0:
        place = 0.5 * math.sqrt(1 + 3 * number)
    else:
        place = 1 - 0.5 * math.sqrt(1 - 3 * number)
    return max(0, min(_LIMIT - 1, round(_LIMIT * place - 0.5)))


class Cell(NamedTuple):
    """A cell, its first leaf cell along both edges, and how the curve runs through it."""

    id: int
    face: int
    i: int
    j: int
    level: int
    orientation: int

    @property
    def centre(self) -> Vector:
        """The middle, as S2 says it."""
        size = _LIMIT >> self.level
        u = _to_plane((2 * self.i + size) / (2 * _LIMIT))
        v = _to_plane((2 * self.j + size) / (2 * _LIMIT))
        return normalized(_from_face(self.face, u, v))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """The least and the most of both coordinates on the face."""
        size = _LIMIT >> self.level
        i, j = self.i, self.j
        return (
            _to_plane(i / _LIMIT),
            _to_plane((i + size) / _LIMIT),
            _to_plane(j / _LIMIT),
            _to_plane((j + size) / _LIMIT),
        )

    @property
    def vertices(self) -> list[Vector]:
        """The four corners, in a turn to the left."""
        left, right, low, high = self.bounds
        corners = ((left, low), (right, low), (right, high), (left, high))
        return [normalized(_from_face(self.face, u, v)) for u, v in corners]

    def children(self) -> list[Cell]:
        """The four quarters, in the order of their ids."""
        size = _LIMIT >> (self.level + 1)
        step = (self.id & -self.id) >> 2
        return [
            Cell(
                self.id + (2 * place - 3) * step,
                self.face,
                self.i + (quarter >> 1) * size,
                self.j + (quarter & 1) * size,
                self.level + 1,
                self.orientation ^ _TURNS[place],
            )
            for place, quarter in enumerate(_QUARTERS[self.orientation])
        ]


FACES = [Cell((2 * face + 1) << 60, face, 0, 0, 0, face & 1) for face in range(6)]


def leaf(a: Vector) -> Cell:
    """The cell of the finest level that contains a point."""
    face = largest_axis(a)
    if a[face] < 0:
        face += 3
    u, v, w = on_face(face, a)
    i, j = _from_plane(u / w), _from_plane(v / w)
    orientation, curve = face & 1, face
    for bit in range(LEVELS - 1, -1, -1):
        place = _PLACES[orientation][(i >> bit & 1) << 1 | (j >> bit & 1)]
        curve = curve << 2 | place
        orientation ^= _TURNS[place]
    return Cell(curve << 1 | 1, face, i, j, LEVELS, orientation)


def parent(id: int) -> int:
    """The cell that a cell is a quarter of."""
    step = (id & -id) << 2
    return id & -step | step


def span(id: int) -> tuple[int, int]:
    """The ids of the first and the last leaf cell in a cell."""
    rest = (id & -id) - 1
    return id - rest, id + rest


def ancestors(id: int) -> list[int]:
    """The cells that contain a leaf cell, from its own up, without the face."""
    ids = [id]
    while len(ids) < LEVELS:
        ids.append(parent(ids[-1]))
    return ids
