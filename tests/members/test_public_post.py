import uuid

import pytest
import redis
from django.http import HttpResponse
from django.test import RequestFactory

from members.api import public_post
from members.public_forms import rate_limits
from members.public_forms.network import client_address, network_key
from members.public_forms.rate_limits import Rate, parse_rates, seconds_to_wait


@pytest.fixture
def guarded():
    @public_post(rate="3/h", scope=f"test-{uuid.uuid4()}")
    def view(_request):
        return HttpResponse("accepted")

    return view


def post(view, **headers):
    data = headers.pop("data", {})
    address = headers.pop("address", "198.51.100.7")
    request = RequestFactory().post("/form/", data, headers=headers, REMOTE_ADDR=address)
    return view(request)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "none"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "origin": "http://testserver"}, 403),
        ({"sec-fetch-site": "nonsense"}, 403),
        ({"origin": "http://testserver"}, 200),
        ({"origin": "http://testserver:80"}, 200),
        ({"origin": "https://testserver"}, 403),
        ({"origin": "http://testserver.evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://evil.example", "referer": "http://testserver/join/"}, 403),
        ({"referer": "http://testserver/join/"}, 200),
        ({"referer": "http://evil.example/http://testserver/"}, 403),
        ({"referer": "http://testserver@evil.example/"}, 403),
        ({"referer": "http://[broken"}, 403),
        ({}, 403),
    ],
)
def test_only_our_own_pages_may_post(guarded, headers, status):
    assert post(guarded, **headers).status_code == status


@pytest.mark.django_db
def test_a_filled_honeypot_is_refused(guarded):
    answer = post(guarded, data={"website": "http://spam.example"}, **{"sec-fetch-site": "same-origin"})
    assert answer.status_code == 400


@pytest.mark.django_db
def test_the_fourth_in_an_hour_gets_a_clear_page_and_a_time_to_wait(guarded):
    for _number in range(3):
        assert post(guarded, **{"sec-fetch-site": "same-origin"}).status_code == 200
    answer = post(guarded, **{"sec-fetch-site": "same-origin"})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 3600
    assert "wait" in answer.content.decode()
    assert post(guarded, address="198.51.100.8", **{"sec-fetch-site": "same-origin"}).status_code == 200


@pytest.mark.django_db
def test_reading_is_never_limited(guarded):
    for _number in range(10):
        assert guarded(RequestFactory().get("/form/")).status_code == 200


def test_a_whole_ipv6_customer_network_counts_as_one():
    factory = RequestFactory()

    def key(address):
        return network_key(factory.post("/", REMOTE_ADDR=address))

    assert key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9")
    assert key("2001:db8:1:2::1") != key("2001:db8:1:3::1")
    assert key("198.51.100.7") != key("198.51.100.8")
    assert key("::ffff:198.51.100.7") == key("198.51.100.7")
    assert key("garbage") == key("")


def test_the_stored_key_is_a_hash_that_changes_with_the_secret(settings):
    key = network_key(RequestFactory().post("/", REMOTE_ADDR="198.51.100.7"))
    assert len(key) == 32
    assert set(key) <= set("0123456789abcdef")
    settings.SECRET_KEY = "another secret"
    assert network_key(RequestFactory().post("/", REMOTE_ADDR="198.51.100.7")) != key


def test_forwarded_addresses_count_only_behind_a_trusted_proxy(settings):
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": "1.2.3.4, 198.51.100.7"})
    settings.TRUST_PROXY = False
    assert client_address(request) == "10.0.0.1"
    settings.TRUST_PROXY = True
    assert client_address(request) == "198.51.100.7"


def test_rates_are_read():
    assert parse_rates("5/m, 20/h") == [Rate(5, 60), Rate(20, 3600)]
    assert parse_rates("3/10s") == [Rate(3, 10)]
    for wrong in ("", "5", "5/y", "x/h", "-1/h"):
        with pytest.raises(ValueError, match="20/h"):
            parse_rates(wrong)


def test_counters_always_expire():
    key = str(uuid.uuid4())
    seconds_to_wait("test", key, [Rate(1, 60)])
    client = rate_limits._client()
    assert 0 < client.ttl(f"rate:test:60:{key}") <= 60
    client.persist(f"rate:test:60:{key}")
    assert seconds_to_wait("test", key, [Rate(1, 60)]) > 0
    assert 0 < client.ttl(f"rate:test:60:{key}") <= 60


def test_without_redis_people_are_let_through(settings, monkeypatch, caplog):
    away = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    monkeypatch.setattr(rate_limits, "_client", lambda: away)
    assert seconds_to_wait("test", "key", [Rate(0, 60)]) == 0
    assert "Rate limits are off" in caplog.text
