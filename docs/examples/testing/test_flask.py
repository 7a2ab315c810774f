"""A Flask application, and its tests."""

import pytest

import aerospike

flask = pytest.importorskip("flask")


def create_app(config):
    app = flask.Flask(__name__)
    client = aerospike.client(config)

    @app.get("/visits/<page>")
    def visits(page):
        key = ("test", "visits", page)
        client.increment(key, "count", 1)
        return {"count": client.get(key)[2]["count"]}

    app.extensions["aerospike"] = client
    return app


@pytest.fixture
def browser(empty_aerospike_server):
    app = create_app(empty_aerospike_server.config)
    yield app.test_client()
    app.extensions["aerospike"].close()


def test_visits_are_counted(browser):
    assert browser.get("/visits/home").json == {"count": 1}
    assert browser.get("/visits/home").json == {"count": 2}


def test_a_busy_server(browser, empty_aerospike_server):
    empty_aerospike_server.faults.device_overload()
    assert browser.get("/visits/home").status_code == 500
