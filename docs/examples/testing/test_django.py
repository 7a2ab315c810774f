"""Views of Django, and their tests. The settings name the server, so the fixture changes them."""

import pytest

import aerospike

django = pytest.importorskip("django")

from django.conf import settings  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import path  # noqa: E402

if not settings.configured:
    settings.configure(
        AEROSPIKE={"hosts": [("127.0.0.1", 3000)]},
        ALLOWED_HOSTS=["testserver"],
        ROOT_URLCONF=__name__,
    )
    django.setup()

connected = {}


def client():
    """The client of this process, which connects when a view needs it first."""
    hosts = tuple(settings.AEROSPIKE["hosts"])
    if hosts not in connected:
        connected[hosts] = aerospike.client(settings.AEROSPIKE)
    return connected[hosts]


def visits(request, page):
    key = ("test", "visits", page)
    client().increment(key, "count", 1)
    return JsonResponse({"count": client().get(key)[2]["count"]})


urlpatterns = [path("visits/<page>", visits)]


@pytest.fixture
def browser(empty_aerospike_server):
    with override_settings(AEROSPIKE=empty_aerospike_server.config):
        yield Client()
        client().close()
        connected.clear()


def test_visits_are_counted(browser):
    assert browser.get("/visits/home").json() == {"count": 1}
    assert browser.get("/visits/home").json() == {"count": 2}
