"""Points on the unit sphere, and on which side of a great circle a point lies.

Results are those of Google's S2 library, which the server uses: vectors are computed with the same
operations in the same order, and a sign that floating point cannot tell is computed exactly. No
three points are on one great circle: S2 moves each point by an amount too small to name, so that a
point on an edge belongs to one of the two regions that share the edge, never to both.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable

__all__ = [
    "ORIGIN",
    "SIDE_ERROR",
    "Vector",
    "angle_between",
    "contains_vertex",
    "cross",
    "crosses",
    "dot",
    "largest_axis",
    "normalized",
    "point",
    "robust_cross",
    "side",
]

Vector = tuple[float, float, float]
_Exact = tuple[int, int, int]

ORIGIN: Vector = (-0.0099994664350250197, 0.0025924542609324121, 0.99994664350250195)
"""Where S2 begins to count the edges between a point and the outside; far from common points."""

SIDE_ERROR = 3.6548 * sys.float_info.epsilon
"""The most by which rounding can change the determinant of three points."""


def point(longitude: float, latitude: float) -> Vector | None:
    """The point with a longitude and a latitude in degrees; None: no such point."""
    theta, phi = math.radians(longitude), math.radians(latitude)
    if not (abs(phi) <= math.pi / 2 and abs(theta) <= math.pi):
        return None
    across = math.cos(phi)
    return math.cos(theta) * across, math.sin(theta) * across, math.sin(phi)


def dot(a: Vector, b: Vector) -> float:
    """The scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vector, b: Vector) -> Vector:
    """The vector product."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def normalized(a: Vector) -> Vector:
    """The vector of length one in the same direction."""
    scale = 1.0 / math.sqrt(dot(a, a))
    return a[0] * scale, a[1] * scale, a[2] * scale


def largest_axis(a: Vector) -> int:
    """The coordinate that is the farthest from 0; the last of equal ones."""
    return max((abs(a[axis]), axis) for axis in range(3))[1]


def side(a: Vector, b: Vector, c: Vector) -> int:
    """1: a, b and c turn to the left; -1: to the right; 0: two of them are equal."""
    determinant = dot(cross(a, b), c)
    if determinant > SIDE_ERROR:
        return 1
    if determinant < -SIDE_ERROR:
        return -1
    if a == b or b == c or c == a:
        return 0
    return _exact_side(a, b, c)


def _exact_side(a: Vector, b: Vector, c: Vector) -> int:
    ordered = sorted((a, b, c))
    turned = [ordered.index(vector) for vector in (a, b, c)]
    sign = 1 if turned in ([0, 1, 2], [1, 2, 0], [2, 0, 1]) else -1
    x, y, z = _exact(*ordered)
    y_z = _exact_cross(y, z)
    return sign * _sign(x[0] * y_z[0] + x[1] * y_z[1] + x[2] * y_z[2] or _moved(x, y, z, y_z))


def _exact(*vectors: Vector) -> list[_Exact]:
    """The vectors as integers, all multiplied by the same number."""
    ratios = [[number.as_integer_ratio() for number in vector] for vector in vectors]
    scale = max(denominator for ratio in ratios for _, denominator in ratio)
    return [
        (
            x[0] * (scale // x[1]),
            y[0] * (scale // y[1]),
            z[0] * (scale // z[1]),
        )
        for x, y, z in ratios
    ]


def _exact_cross(a: _Exact, b: _Exact) -> _Exact:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _moved(a: _Exact, b: _Exact, c: _Exact, b_c: _Exact) -> int:
    """The determinant of three points on one great circle, in ascending order, after the move.

    The coordinates move by amounts, each far smaller than the one before:
    a[2], a[1], a[0], b[2], b[1]. The first product of them that has a factor other than 0 in the
    determinant decides. There is one, because c is not the sphere's centre.
    """
    factors: tuple[Callable[[], int], ...] = (
        lambda: b_c[2],
        lambda: b_c[1],
        lambda: b_c[0],
        lambda: c[0] * a[1] - c[1] * a[0],
        lambda: c[0],
        lambda: -c[1],
        lambda: c[2] * a[0] - c[0] * a[2],
        lambda: c[2],
    )
    return next(filter(None, (factor() for factor in factors)))


def _reference(a: Vector) -> Vector:
    """A direction at a point: what lies in it decides which region owns a common vertex."""
    other = [0.012, 0.0053, 0.00457]
    other[largest_axis(a) - 1] = 1.0
    return normalized(cross(a, (other[0], other[1], other[2])))


def _ordered(a: Vector, b: Vector, c: Vector, centre: Vector) -> bool:
    """Whether a turn to the left around the centre, from a, meets b before c."""
    return ((side(b, centre, a) >= 0) + (side(c, centre, b) >= 0) + (side(a, centre, c) > 0)) >= 2


def contains_vertex(a: Vector, vertex: Vector, c: Vector) -> bool:
    """Whether the loop with these three vertices in a row contains the middle one."""
    return a != vertex != c and not _ordered(_reference(vertex), c, a, vertex)


def crosses(a: Vector, b: Vector, c: Vector, d: Vector) -> bool:
    """Whether the edges ab and cd cross. Where they share a vertex, one side of it counts."""
    if a == b or c == d:
        return False
    if a == c:
        return b == d or _ordered(_reference(a), d, b, a)
    if b == d:
        return _ordered(_reference(b), c, a, b)
    if a == d:
        return b == c or _ordered(_reference(a), c, b, a)
    if b == c:
        return _ordered(_reference(b), d, a, b)
    turn = side(a, b, d)
    return turn == -side(a, b, c) and turn == -side(c, d, b) and turn == side(c, d, a)


def robust_cross(a: Vector, b: Vector) -> Vector:
    """A vector across two points, exact in its direction also if they are close."""
    differences = (a[0] - b[0], a[1] - b[1], a[2] - b[2])
    sums = (a[0] + b[0], a[1] + b[1], a[2] + b[2])
    product = cross(differences, sums)
    if dot(product, product) > 1e-24:
        return product
    exact = _exact_cross(*_exact(a, b))
    largest = max(map(abs, exact))
    if not largest:
        return _reference(a)
    return exact[0] / largest, exact[1] / largest, exact[2] / largest


def angle_between(a: Vector, b: Vector) -> float:
    """The angle between two vectors, in radians."""
    across = cross(a, b)
    return math.atan2(math.sqrt(dot(across, across)), dot(a, b))
