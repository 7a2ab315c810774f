"""Regions of the sphere: which points they contain, and which cells they meet."""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from .cells import Cell, on_face
from .sphere import (
    ORIGIN,
    SIDE_ERROR,
    Vector,
    angle_between,
    contains_vertex,
    cross,
    crosses,
    dot,
    normalized,
    robust_cross,
    side,
)

__all__ = ["Cap", "Meeting", "Polygon", "Region", "Union"]

_EPSILON = sys.float_info.epsilon
_NORTH, _SOUTH = (0.0, 0.0, 1.0), (0.0, 0.0, -1.0)

_CURVATURE_ERROR = 11.25 * _EPSILON
"""The most by which rounding can change the turns of a loop, for each vertex."""

_CLIP_ERROR = (9 / math.sqrt(2) + 3 * math.sqrt(2)) * _EPSILON
"""How far outside a cell an edge still counts as in it."""

_CELL_ERROR = (5 / 3) * _EPSILON

# A bounding cap is this much too wide, which covers all rounding, and no wider than this cosine.
_CAP_MARGIN, _WIDEST_CAP = 1e-13, 0.01

_Box = tuple[float, float, float, float]
"""The least and the most of both coordinates on a face."""

_NOWHERE: _Box = (math.inf, -math.inf, math.inf, -math.inf)

_LEAST_HEIGHT = 0.1
"""Points closer to the edge of a face's half of the sphere have no exact place on it."""


class Meeting(NamedTuple):
    """How a region meets a cell."""

    whole: bool
    """Whether the region contains the cell."""
    parts: tuple[object, ...] = ()
    """What else of the region the cell's quarters can meet."""


class Region(Protocol):
    """A part of the sphere."""

    def contains(self, a: Vector) -> bool:
        """Whether a point is in the region."""

    def meet(self, cell: Cell, parent: Meeting | None) -> Meeting | None:
        """How the region meets a cell, given how it meets the parent; None: not at all."""


class Cap:
    """All points within an angle of a centre."""

    __slots__ = ("_centre", "_distance")

    def __init__(self, centre: Vector, angle: float) -> None:
        self._centre = centre
        # The square of the chord; negative: the cap is empty.
        self._distance = -1.0 if angle < 0 else (2 * math.sin(0.5 * min(math.pi, angle))) ** 2

    def contains(self, a: Vector) -> bool:
        """Whether a point is in the cap."""
        x, y, z = self._centre
        apart = (x - a[0], y - a[1], z - a[2])
        return min(4.0, dot(apart, apart)) <= self._distance

    def meet(self, cell: Cell, parent: Meeting | None) -> Meeting | None:
        """How the cap meets a cell."""
        vertices = cell.vertices
        inside = [self.contains(vertex) for vertex in vertices]
        if not any(inside):
            return (
                Meeting(False) if _reaches(cell, vertices, self._centre, self._distance) else None
            )
        if not all(inside):
            return Meeting(False)
        x, y, z = self._centre
        rest = 4.0 if self._distance < 0 else -1.0 if self._distance == 4 else 4 - self._distance
        return Meeting(not _reaches(cell, vertices, (-x, -y, -z), rest))


def _reaches(cell: Cell, vertices: Sequence[Vector], centre: Vector, distance: float) -> bool:
    """Whether a cap that contains no vertex of a cell meets the cell."""
    if not 0 <= distance < 2:
        return False
    u, v, w = on_face(cell.face, centre)
    left, right, low, high = cell.bounds
    if (
        w > 0
        and left - _CELL_ERROR <= u / w <= right + _CELL_ERROR
        and low - _CELL_ERROR <= v / w <= high + _CELL_ERROR
    ):
        return True
    square = distance * (1 - 0.25 * distance)
    # The edges' normals, on the face.
    normals = ((0.0, 1.0, -low), (-1.0, 0.0, right), (0.0, -1.0, high), (1.0, 0.0, -left))
    for number, normal in enumerate(normals):
        across = dot((u, v, w), normal)
        if across > 0:
            continue
        if across * across > square * dot(normal, normal):
            return False
        along = cross(normal, (u, v, w))
        before = on_face(cell.face, vertices[number])
        after = on_face(cell.face, vertices[(number + 1) % 4])
        if dot(along, before) < 0 < dot(along, after):
            return True
    return False


class _Loop:
    """A closed row of edges, and what is on its smaller side."""

    __slots__ = ("_centre", "_far_inside", "_origin_inside", "_reach", "vertices")

    def __init__(self, vertices: list[Vector]) -> None:
        self.vertices = vertices
        self._reach = -2.0
        self._origin_inside = False
        a, b, c = vertices[:3]
        self._origin_inside = contains_vertex(a, b, c) != self.contains(b)
        if not self._is_normal():
            vertices.reverse()
            self._origin_inside = not self._origin_inside
        self._bound()

    @property
    def is_small(self) -> bool:
        """Whether a cap of less than half of the sphere contains the loop."""
        return self._reach > -2.0 and not self._far_inside

    def _is_normal(self) -> bool:
        # A loop of less than 180 degrees of longitude is taken as it is, whichever way it turns.
        # One that turns to the right contains a pole.
        if not self.contains(_NORTH) and _longitudes(self.vertices) < math.pi:
            return True
        return _curvature(self.vertices) >= -_CURVATURE_ERROR * len(self.vertices)

    def _bound(self) -> None:
        """Finds a cap that contains all edges. Points outside it are on the same side of them."""
        total = tuple(map(math.fsum, zip(*self.vertices)))
        if not any(total):
            return
        centre = normalized((total[0], total[1], total[2]))
        reach = min(dot(centre, vertex) for vertex in self.vertices) - _CAP_MARGIN
        if reach > _WIDEST_CAP:
            self._far_inside = self.contains((-centre[0], -centre[1], -centre[2]))
            self._centre, self._reach = centre, reach

    def contains(self, a: Vector) -> bool:
        """Whether a point is inside: the edges between it and the origin are counted."""
        if self._reach > -2.0 and dot(self._centre, a) < self._reach:
            return self._far_inside
        x, y, z = cross(ORIGIN, a)
        inside = self._origin_inside
        before = self.vertices[-1]
        across = x * before[0] + y * before[1] + z * before[2]
        last = (across > SIDE_ERROR) - (across < -SIDE_ERROR)
        for vertex in self.vertices:
            across = x * vertex[0] + y * vertex[1] + z * vertex[2]
            now = (across > SIDE_ERROR) - (across < -SIDE_ERROR)
            if (now != last or not now) and crosses(ORIGIN, a, before, vertex):
                inside = not inside
            before, last = vertex, now
        return inside


def _longitudes(vertices: Sequence[Vector]) -> float:
    """How many radians of longitude a loop covers."""
    if any(math.hypot(x, y) < 4 * _EPSILON for x, y, _ in vertices):
        return 2 * math.pi
    longitudes = [math.atan2(y, x) for x, y, _ in vertices]
    place = least = most = 0.0
    for before, after in zip([longitudes[-1], *longitudes], longitudes):
        step = math.remainder(after - before, 2 * math.pi)
        if abs(step) >= math.pi - 2 * _EPSILON:
            return 2 * math.pi
        place += step
        least, most = min(least, place), max(most, place)
    return most - least


def _curvature(vertices: Sequence[Vector]) -> float:
    """The sum of a loop's turns to the left: 360 degrees less what it encloses."""
    pruned = _without_spikes(vertices)
    count = len(pruned)
    if count < 3:
        return 2 * math.pi
    direction = _direction(pruned)
    turns = []
    for number, vertex in enumerate(pruned):
        before, after = pruned[number - 1], pruned[(number + 1) % count]
        angle = angle_between(robust_cross(before, vertex), robust_cross(vertex, after))
        turns.append(angle * (side(before, vertex, after) or -direction))
    return math.fsum(turns)


def _direction(vertices: list[Vector]) -> int:
    """The direction in which the server sums the turns: that with the least row of vertices.

    It matters where an edge goes straight back, which is then a turn to the right.
    """
    least = min(vertices)
    starts = [number for number, vertex in enumerate(vertices) if vertex == least]
    ahead = min(vertices[start:] + vertices[:start] for start in starts)
    back = min(vertices[start::-1] + vertices[:start:-1] for start in starts)
    return 1 if ahead <= back else -1


def _without_spikes(vertices: Sequence[Vector]) -> list[Vector]:
    """A loop without edges that go forth and straight back.

    The server overlooks those from and to the first vertex, if they end the loop.
    """
    pruned: list[Vector] = []
    for vertex in vertices:
        if pruned[-2:-1] == [vertex]:
            pruned.pop()
        elif pruned[-1:] != [vertex]:
            pruned.append(vertex)
    if len(pruned) > 1 and pruned[0] == pruned[-1]:
        pruned.pop()
    while len(pruned) > 2 and pruned[1] == pruned[-1]:
        del pruned[0], pruned[-1]
    return pruned


class Polygon:
    """Points that are in an odd number of loops: an outline, holes in it, islands in these."""

    __slots__ = ("_boxes", "_loops")

    def __init__(self, loops: Sequence[Sequence[Vector]]) -> None:
        self._boxes: dict[int, _Box | None] = {}
        self._loops = [_Loop(list(vertices)) for vertices in loops]

    def contains(self, a: Vector) -> bool:
        """Whether a point is in the polygon."""
        return sum(loop.contains(a) for loop in self._loops) % 2 == 1

    def meet(self, cell: Cell, parent: Meeting | None) -> Meeting | None:
        """How the polygon meets a cell."""
        bounds = _widened(cell)
        if cell.face not in self._boxes:
            self._boxes[cell.face] = self._box(cell.face)
        box = self._boxes[cell.face]
        if box is not None and (
            box[0] > bounds[1] or box[1] < bounds[0] or box[2] > bounds[3] or box[3] < bounds[2]
        ):
            return None
        edges = _clipped(bounds, self._on_face(cell.face) if parent is None else parent.parts)
        if edges:
            return Meeting(False, edges)
        return Meeting(True) if self.contains(cell.centre) else None

    def _on_face(self, face: int) -> tuple[object, ...]:
        """All edges, in coordinates of the face."""
        edges: list[object] = []
        for loop in self._loops:
            vertices = [on_face(face, vertex) for vertex in loop.vertices]
            edges += [a + b for a, b in zip([vertices[-1], *vertices], vertices)]
        return tuple(edges)

    def _box(self, face: int) -> _Box | None:
        """The rectangle on a face that contains the polygon, or None.

        Edges are straight on a face. None of a small loop is outside the rectangle of its vertices.
        """
        if not all(loop.is_small for loop in self._loops):
            return None
        places = [on_face(face, vertex) for loop in self._loops for vertex in loop.vertices]
        if all(w <= 0 for *_, w in places):
            return _NOWHERE
        if any(w < _LEAST_HEIGHT for *_, w in places):
            return None
        across, along = [u / w for u, _, w in places], [v / w for _, v, w in places]
        return min(across), max(across), min(along), max(along)


def _widened(cell: Cell) -> _Box:
    """A cell's bounds, and what counts as in them."""
    left, right, low, high = cell.bounds
    return left - _CLIP_ERROR, right + _CLIP_ERROR, low - _CLIP_ERROR, high + _CLIP_ERROR


def _clipped(bounds: _Box, edges: tuple[object, ...]) -> tuple[object, ...]:
    """The edges of a face that are in the bounds, or touch them."""
    left, right, low, high = bounds
    found = []
    for edge in edges:
        assert isinstance(edge, tuple)
        u, v, w, to_u, to_v, to_w = edge
        begin, end = 0.0, 1.0
        # The part of the chord on the inner side of each plane through the sphere's centre.
        for before, after in (
            (u - left * w, to_u - left * to_w),
            (right * w - u, right * to_w - to_u),
            (v - low * w, to_v - low * to_w),
            (high * w - v, high * to_w - to_v),
        ):
            if before < 0:
                if after < 0:
                    break
                begin = max(begin, before / (before - after))
            elif after < 0:
                end = min(end, before / (before - after))
        else:
            if begin <= end:
                found.append(edge)
    return tuple(found)


class Union:
    """Points that are in any of several regions."""

    __slots__ = ("_regions",)

    def __init__(self, regions: Sequence[Region]) -> None:
        self._regions = regions

    def contains(self, a: Vector) -> bool:
        """Whether a point is in one of the regions."""
        return any(region.contains(a) for region in self._regions)

    def meet(self, cell: Cell, parent: Meeting | None) -> Meeting | None:
        """How the regions meet a cell."""
        before = [(region, None) for region in self._regions] if parent is None else parent.parts
        met = []
        for part in before:
            assert isinstance(part, tuple)
            region, last = part
            meeting = region.meet(cell, last)
            if meeting is not None:
                met.append((region, meeting))
        if not met:
            return None
        return Meeting(any(meeting.whole for _, meeting in met), tuple(met))
