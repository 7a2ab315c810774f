"""put, get, select, exists, remove and what they say of a record."""

from __future__ import annotations

import time
from typing import Any

import pytest

import aerospike
from aerospike import exception as e

Key = tuple[Any, ...]


def digest(key: Key) -> bytearray:
    return aerospike.calc_digest(key[0], key[1], key[2])


def test_get_returns_what_put_has_written(client: aerospike.Client, key: Key) -> None:
    bins = {"i": 1, "f": 1.5, "s": "text", "b": b"bytes", "l": [1, "a"], "m": {"k": 1}}
    assert client.put(key, bins) == 0
    whole, meta, read = client.get(key)
    assert whole == (key[0], key[1], None, digest(key))
    assert isinstance(whole[3], bytearray)
    assert meta["gen"] == 1
    assert read == bins


def test_get_returns_the_user_key_where_the_policy_sends_it(
    client: aerospike.Client, key: Key
) -> None:
    policy = {"key": aerospike.POLICY_KEY_SEND}
    client.put(key, {"a": 1}, policy=policy)
    assert client.get(key, policy)[0] == (*key, digest(key))


def test_select_returns_only_the_named_bins_that_exist(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"a": 1, "b": 2, "c": 3})
    for bins in (["a", "c", "missing"], ("a", "c")):
        whole, meta, read = client.select(key, bins)
        assert whole == (*key, digest(key))
        assert meta["gen"] == 1
        assert read == {"a": 1, "c": 3}


def test_exists_returns_metadata_or_none(client: aerospike.Client, key: Key) -> None:
    assert client.exists(key) == ((*key, digest(key)), None)
    client.put(key, {"a": 1})
    whole, meta = client.exists(key)
    assert whole == (*key, digest(key))
    assert meta is not None and meta["gen"] == 1


def test_get_of_a_missing_record_names_its_key(client: aerospike.Client, key: Key) -> None:
    with pytest.raises(e.RecordNotFound) as caught:
        client.get(key)
    assert caught.value.code == 2
    assert caught.value.key == key
    assert caught.value.in_doubt is False
    assert caught.value.args[0] == 2


def test_remove_deletes_once(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"a": 1})
    assert client.remove(key) == 0
    assert client.exists(key)[1] is None
    with pytest.raises(e.RecordNotFound):
        client.remove(key)


def test_put_of_none_removes_a_bin(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"a": 1, "b": 2})
    client.put(key, {"a": None})
    assert client.get(key)[2] == {"b": 2}
    client.put(key, {"c": 3, "b": aerospike.null()})
    assert client.get(key)[2] == {"c": 3}


def test_remove_bin(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"a": 1, "b": 2, "c": 3})
    assert client.remove_bin(key, ["a", "b"]) == 0
    assert client.get(key)[2] == {"c": 3}


def test_a_record_without_bins_is_gone(client: aerospike.Client, key: Key) -> None:
    client.put(key, {"a": 1})
    client.remove_bin(key, ["a"])
    assert client.exists(key)[1] is None


def test_append_and_prepend(client: aerospike.Client, key: Key) -> None:
    assert client.append(key, "s", "b") == 0
    assert client.prepend(key, "s", "a") == 0
    client.put(key, {"x": b"2"})
    client.append(key, "x", b"3")
    client.prepend(key, "x", bytearray(b"1"))
    assert client.get(key)[2] == {"s": "ab", "x": b"123"}


def test_increment(client: aerospike.Client, key: Key) -> None:
    assert client.increment(key, "i", 5) == 0
    client.increment(key, "i", -7)
    client.increment(key, "f", 1.5)
    assert client.get(key)[2] == {"i": -2, "f": 1.5}


@pytest.mark.parametrize(
    ("method", "value"), [("append", "x"), ("prepend", "x"), ("increment", 1.5)]
)
def test_a_value_that_does_not_fit_the_bin(
    client: aerospike.Client, key: Key, method: str, value: Any
) -> None:
    client.put(key, {"a": 1})
    with pytest.raises(e.BinIncompatibleType) as caught:
        getattr(client, method)(key, "a", value)
    assert caught.value.code == 12
    assert client.get(key)[2] == {"a": 1}


def test_touch_adds_a_generation_and_sets_the_time_to_live(
    client: aerospike.Client, key: Key
) -> None:
    client.put(key, {"a": 1})
    assert client.touch(key, 1000) == 0
    _, meta, _ = client.get(key)
    assert meta["gen"] == 2
    assert 990 <= meta["ttl"] <= 1000
    with pytest.raises(e.RecordNotFound):
        client.touch((*key[:2], "missing"), 10)


class TestGenerations:
    def test_equal(self, client: aerospike.Client, key: Key) -> None:
        policy = {"gen": aerospike.POLICY_GEN_EQ}
        client.put(key, {"a": 1})
        client.put(key, {"a": 2}, {"gen": 1}, policy)
        with pytest.raises(e.RecordGenerationError) as caught:
            client.put(key, {"a": 3}, {"gen": 1}, policy)
        assert caught.value.code == 3
        assert client.get(key)[1]["gen"] == 2
        assert client.get(key)[2] == {"a": 2}

    def test_greater(self, client: aerospike.Client, key: Key) -> None:
        policy = {"gen": aerospike.POLICY_GEN_GT}
        client.put(key, {"a": 1})
        client.put(key, {"a": 2}, {"gen": 9}, policy)
        with pytest.raises(e.RecordGenerationError):
            client.put(key, {"a": 3}, {"gen": 1}, policy)

    def test_of_remove(self, client: aerospike.Client, key: Key) -> None:
        policy = {"gen": aerospike.POLICY_GEN_EQ}
        client.put(key, {"a": 1})
        with pytest.raises(e.RecordGenerationError):
            client.remove(key, {"gen": 7}, policy)
        assert client.remove(key, {"gen": 1}, policy) == 0


class TestExistence:
    def test_create(self, client: aerospike.Client, key: Key) -> None:
        policy = {"exists": aerospike.POLICY_EXISTS_CREATE}
        client.put(key, {"a": 1}, policy=policy)
        with pytest.raises(e.RecordExistsError) as caught:
            client.put(key, {"a": 2}, policy=policy)
        assert caught.value.code == 5

    def test_update(self, client: aerospike.Client, key: Key) -> None:
        policy = {"exists": aerospike.POLICY_EXISTS_UPDATE}
        with pytest.raises(e.RecordNotFound):
            client.put(key, {"a": 1}, policy=policy)
        client.put(key, {"a": 1})
        client.put(key, {"b": 2}, policy=policy)
        assert client.get(key)[2] == {"a": 1, "b": 2}

    def test_replace(self, client: aerospike.Client, key: Key) -> None:
        policy = {"exists": aerospike.POLICY_EXISTS_REPLACE}
        with pytest.raises(e.RecordNotFound):
            client.put(key, {"a": 1}, policy=policy)
        client.put(key, {"a": 1})
        client.put(key, {"b": 2}, policy=policy)
        assert client.get(key)[2] == {"b": 2}

    def test_create_or_replace(self, client: aerospike.Client, key: Key) -> None:
        policy = {"exists": aerospike.POLICY_EXISTS_CREATE_OR_REPLACE}
        client.put(key, {"a": 1}, policy=policy)
        client.put(key, {"b": 2}, policy=policy)
        assert client.get(key)[2] == {"b": 2}


class TestTimeToLive:
    def test_seconds(self, client: aerospike.Client, key: Key) -> None:
        with pytest.warns(DeprecationWarning, match="ttl"):
            client.put(key, {"a": 1}, {"ttl": 500})
        assert 490 <= client.get(key)[1]["ttl"] <= 500

    def test_of_the_policy(self, client: aerospike.Client, key: Key) -> None:
        client.put(key, {"a": 1}, policy={"ttl": 500})
        assert 490 <= client.get(key)[1]["ttl"] <= 500

    def test_never(self, client: aerospike.Client, key: Key) -> None:
        client.put(key, {"a": 1}, policy={"ttl": aerospike.TTL_NEVER_EXPIRE})
        assert client.get(key)[1]["ttl"] == aerospike.TTL_NEVER_EXPIRE

    def test_left_alone(self, client: aerospike.Client, key: Key) -> None:
        client.put(key, {"a": 1}, policy={"ttl": 500})
        client.put(key, {"a": 2}, policy={"ttl": aerospike.TTL_DONT_UPDATE})
        assert 490 <= client.get(key)[1]["ttl"] <= 500

    def test_an_expired_record_is_gone(self, client: aerospike.Client, key: Key) -> None:
        client.put(key, {"a": 1}, policy={"ttl": 1})
        deadline = time.monotonic() + 5
        while client.exists(key)[1] is not None:
            assert time.monotonic() < deadline
            time.sleep(0.1)


class TestKeys:
    @pytest.mark.parametrize("user_key", ["text", "", "日本", 0, -1, 2**63 - 1, -(2**63)])
    def test_of_each_type(self, client: aerospike.Client, set_name: str, user_key: Any) -> None:
        key = ("test", set_name, user_key)
        client.put(key, {"a": 1})
        assert client.exists(key)[0] == (*key, digest(key))

    def test_bytearray(self, client: aerospike.Client, set_name: str) -> None:
        key = ("test", set_name, bytearray(b"\x00\x01"))
        client.put(key, {"a": 1}, policy={"key": aerospike.POLICY_KEY_SEND})
        assert client.exists(key)[0] == (*key, digest(key))

    def test_bytes_are_a_string(self, client: aerospike.Client, set_name: str) -> None:
        client.put(("test", set_name, b"abc"), {"a": 1})
        assert client.get(("test", set_name, "abc"))[2] == {"a": 1}

    def test_a_bool_is_an_integer(self, client: aerospike.Client, set_name: str) -> None:
        client.put(("test", set_name, True), {"a": 1})
        assert client.get(("test", set_name, 1))[2] == {"a": 1}

    def test_digest(self, client: aerospike.Client, key: Key) -> None:
        client.put(key, {"a": 1})
        by_digest = (*key[:2], None, digest(key))
        whole, _, bins = client.get(by_digest)
        assert bins == {"a": 1}
        assert whole == by_digest

    def test_no_set(self, client: aerospike.Client, key: Key) -> None:
        whole_key = (key[0], None, f"no set {key[1]}")
        client.put(whole_key, {"a": 1})
        assert client.get(whole_key)[0][:3] == (key[0], None, None)
        client.remove(whole_key)

    def test_dictionary(self, client: aerospike.Client, key: Key) -> None:
        client.put({"ns": key[0], "set": key[1], "key": key[2]}, {"a": 1})  # type: ignore[arg-type]
        assert client.get(key)[2] == {"a": 1}

    def test_another_user_key_than_the_stored_one(self, client: aerospike.Client, key: Key) -> None:
        client.put(key, {"a": 1}, policy={"key": aerospike.POLICY_KEY_SEND})
        assert client.get((*key[:2], None, digest(key)))[2] == {"a": 1}

    def test_partition(self, client: aerospike.Client, key: Key) -> None:
        expected = aerospike.get_partition_id(digest(key))
        assert client.get_key_partition_id(*key) == expected
        assert 0 <= expected < 4096


def test_a_closed_client_refuses(config: dict[str, Any], key: Key) -> None:
    closed = aerospike.client(config)
    assert closed.is_connected()
    closed.close()
    closed.close()
    assert not closed.is_connected()
    with pytest.raises(e.ClusterError) as caught:
        closed.get(key)
    assert caught.value.code == 11
    assert closed.connect() is closed
    assert closed.is_connected()
    assert closed.exists(key)[1] is None
    closed.close()


def test_a_deprecation_warning_names_the_line_of_the_application(
    client: aerospike.Client, key: Key
) -> None:
    with pytest.warns(DeprecationWarning, match="ttl") as caught:
        client.put(key, {"n": 1}, {"ttl": 60})
    assert [warning.filename for warning in caught] == [__file__]
