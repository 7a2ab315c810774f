"""The plugin of pytest, as a project uses it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]
# The installed plugin may be another version's, so it is named here.
PLUGIN = ("-p", "no:aerospike", "-p", "aerospike_testing.pytest_plugin")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs pytest on the text of a test file."""

    def run(tests: str, *arguments: str, ini: str = "") -> subprocess.CompletedProcess[str]:
        (tmp_path / "test_project.py").write_text(dedent(tests))
        (tmp_path / "pytest.ini").write_text("[pytest]\n" + dedent(ini))
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
        return subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *PLUGIN, *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


def test_nothing_of_the_package_is_imported_before_a_fixture_is_used(run: Run) -> None:
    result = run(
        """
        import sys

        OURS = ("aerospike", "aerospike.devserver", "aerospike_helpers")

        def test_before():
            assert "aerospike_testing.pytest_plugin" in sys.modules
            assert [name for name in OURS if name in sys.modules] == []

        def test_with_a_fixture(aerospike_server):
            assert "aerospike.devserver" in sys.modules
        """
    )
    assert "2 passed" in result.stdout, result.stdout


SUITE = """
import asyncio
import pytest

KEY = ("test", "plugin", 1)

@pytest.mark.parametrize("run", [1, 2])
def test_a_client_has_an_empty_server(aerospike_client, run):
    assert aerospike_client.exists(KEY)[1] is None
    aerospike_client.put(KEY, {"n": run})
    assert aerospike_client.get(KEY)[2] == {"n": run}

def test_the_client_is_one_of_the_server(aerospike_server, aerospike_client):
    assert aerospike_client.get_nodes() == aerospike_server.hosts
    aerospike_server.faults.freeze()

def test_faults_have_ended(aerospike_server, aerospike_client):
    assert aerospike_server.faults.active == []
    aerospike_client.put(KEY, {"n": 1})

def test_an_asynchronous_client(aerospike_async_client):
    async def use():
        async with aerospike_async_client as client:
            await client.put(KEY, {"n": 3})
            return await client.get(KEY)

    assert asyncio.run(use())[2] == {"n": 3}

def test_an_empty_server(empty_aerospike_server):
    assert empty_aerospike_server.cluster.namespaces["test"].count() == 0

@pytest.mark.aerospike(nodes=3, namespaces=["test", "cache"])
class TestNodes:
    def test_nodes(self, aerospike_client):
        assert len(aerospike_client.get_nodes()) == 3
        aerospike_client.put(("cache", "plugin", 1), {"n": 1})

    def test_the_server_is_the_same(self, aerospike_server):
        assert len(aerospike_server.nodes) == 3

    @pytest.mark.aerospike(nodes=2)
    def test_a_marker_of_its_own(self, aerospike_server):
        assert len(aerospike_server.nodes) == 2
        assert list(aerospike_server.cluster.namespaces) == ["test", "cache"]

@pytest.mark.aerospike(community=True)
def test_community(aerospike_client):
    assert "Community" in aerospike_client.info_random_node("edition")

@pytest.mark.aerospike(security=True)
@pytest.mark.parametrize("run", [1, 2])
def test_security(aerospike_client, run):
    assert list(aerospike_client.admin_query_users_info()) == ["admin"]
    aerospike_client.admin_create_user("ada", "secret", ["read"])
    aerospike_client.put(KEY, {"n": 1})

def test_the_options_of_the_ini_file(aerospike_server):
    assert aerospike_server.cluster.namespaces["test"].default_ttl == 77
    assert len(aerospike_server.nodes) == 1
"""


def test_the_fixtures_and_the_marker(run: Run) -> None:
    result = run(SUITE, "--strict-markers", ini="aerospike_default_ttl = 77\n")
    assert "13 passed" in result.stdout, result.stdout


def test_the_fixtures_with_a_server_of_several_nodes_that_encrypts(
    run: Run, tmp_path: Path
) -> None:
    files = ROOT / "tests" / "data" / "tls"
    chain = (files / "server.crt").read_text() + (files / "authority.crt").read_text()
    (tmp_path / "chain.pem").write_text(chain)
    result = run(
        """
        def test_the_server(aerospike_client, aerospike_server):
            aerospike_client.put(("cache", "plugin", 1), {"n": 1})
            assert len(aerospike_client.get_nodes()) == 2
            assert aerospike_server.cluster.tls_name == "aerospike.test"
            assert aerospike_server.hosts[0][2] == "aerospike.test"
        """,
        ini=f"""
        aerospike_nodes = 2
        aerospike_namespaces = test cache
        aerospike_tls_certificate = chain.pem
        aerospike_tls_key = {files / "server.key"}
        aerospike_tls_name = aerospike.test
        """,
    )
    assert "1 passed" in result.stdout, result.stdout


def test_a_wrong_marker_is_refused(run: Run) -> None:
    result = run(
        """
        import pytest

        @pytest.mark.aerospike(node=3)
        def test_nodes(aerospike_client):
            pass
        """
    )
    assert result.returncode == 2
    assert "the marker aerospike has the arguments nodes, namespaces" in result.stdout


def test_each_worker_of_xdist_has_a_server_of_its_own(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("xdist")
    result = run(
        """
        import os
        import pytest
        from pathlib import Path

        @pytest.mark.parametrize("number", range(6))
        def test_alone(aerospike_client, aerospike_server, number):
            worker = os.environ["PYTEST_XDIST_WORKER"]
            Path(f"{worker}-{aerospike_server.port}").touch()
            key = ("test", "plugin", 1)
            for count in range(100):
                assert aerospike_client.exists(key)[1] is None
                aerospike_client.put(key, {"worker": worker})
                assert aerospike_client.get(key)[2] == {"worker": worker}
                aerospike_client.remove(key)
        """,
        "-n",
        "2",
    )
    assert "6 passed" in result.stdout, result.stdout
    files = [path.name.split("-") for path in tmp_path.glob("gw*-*")]
    assert len({worker for worker, _ in files}) == len({port for _, port in files}) == len(files)


def test_the_mixin_of_unittest(tmp_path: Path) -> None:
    (tmp_path / "test_visits.py").write_text(
        dedent(
            """
            import unittest
            from aerospike_testing.unittest import AerospikeMixin

            KEY = ("test", "visits", "/")

            class Visits(AerospikeMixin, unittest.TestCase):
                aerospike_options = {"nodes": 2}

                def test_counting(self):
                    self.assertIsNone(self.aerospike_client.exists(KEY)[1])
                    self.aerospike_client.increment(KEY, "count", 1)
                    self.aerospike_server.faults.freeze(1)

                def test_counting_again(self):
                    self.test_counting()

                def test_nodes(self):
                    self.assertEqual(len(self.aerospike_client.get_nodes()), 2)
            """
        )
    )
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    result = subprocess.run(
        [sys.executable, "-W", "error", "-m", "unittest", "-v"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Ran 3 tests" in result.stderr and result.returncode == 0, result.stderr
