"""The cells that cover a region, as S2's coverer picks them."""

from __future__ import annotations

from collections.abc import Iterable

from .cells import FACES, LEVELS, Cell, parent
from .regions import Meeting, Region

__all__ = ["MOST_CELLS", "cover", "needs_few_cells"]

_COARSEST_LEVEL = 1
MOST_CELLS = 12
"""More cells than this the server does not store; it refuses the region."""

_Rank = tuple[int, int, int]


class _Candidate:
    """A cell that meets the region, and those of its quarters that do."""

    __slots__ = ("cell", "children", "final", "meeting")

    def __init__(self, cell: Cell, meeting: Meeting, finest: int) -> None:
        self.cell, self.meeting = cell, meeting
        self.children: list[_Candidate] = []
        self.final = cell.level >= _COARSEST_LEVEL and (cell.level >= finest or meeting.whole)


class _Queue:
    """Candidates in a heap: the coarsest first. Equal ones have the order of the server's heap."""

    def __init__(self) -> None:
        self._heap: list[tuple[_Rank, _Candidate]] = []

    def __len__(self) -> int:
        return len(self._heap)

    def push(self, rank: _Rank, candidate: _Candidate) -> None:
        """Adds a candidate."""
        self._heap.append((rank, candidate))
        self._rise(len(self._heap) - 1, (rank, candidate))

    def pop(self) -> _Candidate:
        """Removes the first candidate."""
        heap = self._heap
        first, last = heap[0], heap.pop()
        if heap:
            # The hole at the top sinks to the bottom, and the last candidate rises from there.
            hole, size = 0, len(heap)
            while 2 * hole + 1 < size:
                child = 2 * hole + 2
                if child == size or heap[child][0] > heap[child - 1][0]:
                    child -= 1
                heap[hole] = heap[child]
                hole = child
            self._rise(hole, last)
        return first[1]

    def _rise(self, hole: int, item: tuple[_Rank, _Candidate]) -> None:
        heap = self._heap
        while hole and heap[(hole - 1) // 2][0] > item[0]:
            heap[hole] = heap[(hole - 1) // 2]
            hole = (hole - 1) // 2
        heap[hole] = item


def _candidates(
    region: Region, cells: Iterable[Cell], finest: int, before: Meeting | None
) -> list[_Candidate]:
    met = ((cell, region.meet(cell, before)) for cell in cells)
    return [_Candidate(cell, meeting, finest) for cell, meeting in met if meeting is not None]


def cover(region: Region, finest: int) -> list[int]:
    """The ids of at most twelve cells, not finer than a level, that together contain a region.

    The largest cell is cut first; among equal ones that with the fewest quarters that meet the
    region, then that with the fewest that need no cut.
    """
    result: list[int] = []
    waiting = _Queue()

    def add(candidate: _Candidate) -> None:
        if not candidate.final:
            cell = candidate.cell
            children = _candidates(region, cell.children(), finest, candidate.meeting)
            finals = sum(child.final for child in children)
            if not children:
                return
            if finals < 4 or cell.level < _COARSEST_LEVEL:
                candidate.children = children
                waiting.push((cell.level, len(children), finals), candidate)
                return
        result.append(candidate.cell.id)

    for candidate in _candidates(region, FACES, finest, None):
        add(candidate)
    while waiting:
        candidate = waiting.pop()
        children = candidate.children
        if (
            candidate.cell.level < _COARSEST_LEVEL
            or len(children) == 1
            or len(result) + len(waiting) + len(children) <= MOST_CELLS
        ):
            for child in children:
                add(child)
        else:
            result.append(candidate.cell.id)
    return _merged(result)


def needs_few_cells(region: Region) -> bool:
    """Whether twelve cells can cover a region: no cell is a whole face."""
    faces = _candidates(region, FACES, _COARSEST_LEVEL, None)
    quarters = (
        len(_candidates(region, face.cell.children(), _COARSEST_LEVEL, face.meeting))
        for face in faces
    )
    return sum(quarters) <= MOST_CELLS or len(cover(region, LEVELS)) <= MOST_CELLS


def _merged(ids: Iterable[int]) -> list[int]:
    """The cells in order, with four quarters replaced by their whole, except faces."""
    merged: list[int] = []
    for id in sorted(ids):
        merged.append(id)
        while len(merged) >= 4 and len({parent(last) for last in merged[-4:]}) == 1:
            whole = parent(merged[-1])
            if whole & -whole == FACES[0].id & -FACES[0].id:
                break
            merged[-4:] = [whole]
    return merged
