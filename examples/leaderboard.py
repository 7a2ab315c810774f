"""A leaderboard.

    python examples/leaderboard.py

The points of all players are one map in one record, ordered by value: the server knows the rank of
each player, and gives the best ten, or those around a player, without sorting anything. Adding
points and asking for the new place is one command.

The server limits the size of a record (1 MiB by default, about 20,000 players): give each week,
region or league a record of its own, as the key does here, and keep only the best of each.
"""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from cluster import NAMESPACE, connect

import aerospike
from aerospike import exception
from aerospike_helpers.operations import map_operations

POINTS = "points"
BY_POINTS = {"map_order": aerospike.MAP_KEY_VALUE_ORDERED}


class Standing(NamedTuple):
    """A player's place, counted from 1, and points."""

    place: int
    player: str
    points: int


class Leaderboard:
    """The points of players in one league and one week."""

    def __init__(self, client: aerospike.Client, league: str, week: str) -> None:
        self._client = client
        self._key = (NAMESPACE, "leaderboards", f"{league}:{week}")

    def _ask(self, *steps: Any) -> list[Any]:
        _, _, results = self._client.operate_ordered(self._key, list(steps))
        return [value for _, value in results]

    def add(self, player: str, points: int) -> Standing:
        """Add points to a player's, and return the new standing."""
        total, place = self._ask(
            map_operations.map_increment(POINTS, player, points, BY_POINTS),
            map_operations.map_get_by_key(POINTS, player, aerospike.MAP_RETURN_REVERSE_RANK),
        )
        return Standing(place + 1, player, total)

    def _range(self, first: int, count: int) -> list[Standing]:
        """The standings from a place on."""
        # The last rank has the most points: rank -1 is place 1.
        last = -(first + count - 1)
        (found,) = self._ask(
            map_operations.map_get_by_rank_range(
                POINTS, last, count, aerospike.MAP_RETURN_KEY_VALUE
            )
        )
        pairs = list(zip(found[::2], found[1::2]))[::-1]
        return [Standing(first + n, player, points) for n, (player, points) in enumerate(pairs)]

    def best(self, count: int) -> list[Standing]:
        """The best players."""
        return self._range(1, min(count, self.size()))

    def around(self, player: str, distance: int) -> list[Standing]:
        """A player with those before and after, or nothing if the player has no points."""
        place, size = self._ask(
            map_operations.map_get_by_key(POINTS, player, aerospike.MAP_RETURN_REVERSE_RANK),
            map_operations.map_size(POINTS),
        )
        if place is None:
            return []
        first = max(1, place + 1 - distance)
        return self._range(first, min(size, place + 1 + distance) - first + 1)

    def size(self) -> int:
        """How many players there are."""
        (size,) = self._ask(map_operations.map_size(POINTS))
        return int(size)

    def keep(self, count: int) -> int:
        """Keep the best players only; returns how many others there were."""
        (removed,) = self._ask(
            map_operations.map_remove_by_rank_range(
                POINTS, -count, count, aerospike.MAP_RETURN_COUNT, inverted=True
            )
        )
        return int(removed)

    def clear(self) -> None:
        """Begin again."""
        try:
            self._client.remove(self._key)
        except exception.RecordNotFound:
            pass


def show(standings: list[Standing]) -> None:
    for place, player, points in standings:
        print(f"  {place:4}  {player:<12} {points:6,}")


def main() -> None:
    chance = random.Random(2026)
    players = [f"player {number:03}" for number in range(200)]
    games = [(chance.choice(players), chance.randint(1, 100)) for _ in range(1000)]
    with connect() as client:
        board = Leaderboard(client, "north", "2026-W30")
        board.clear()
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda game: board.add(*game), games))
        print(f"{len(games):,} games of {board.size()} players, from eight threads. The best ten:")
        show(board.best(10))
        print("Around player 150:")
        show(board.around("player 150", 2))
        place, player, points = board.add("player 150", 1000)
        print(f"{player} gets 1,000 points and has {points:,}: place {place}.")

        expected = Counter({"player 150": 1000})
        for player, points in games:
            expected[player] += points
        found = {standing.player: standing.points for standing in board.best(len(players))}
        print("No point is lost." if found == expected else "Points are lost!")
        removed = board.keep(100)
        print(f"{removed} players are removed; the best {board.size()} stay.")


if __name__ == "__main__":
    main()
