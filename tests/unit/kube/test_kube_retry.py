import httpx
import pytest

from kubespaces.kube import Call, retry

READ = Call("GET", "/api")
CREATE = Call("POST", "/api", repeatable=False)


@pytest.mark.parametrize("call", [READ, CREATE])
def test_a_busy_server_is_asked_again_when_it_says(call: Call) -> None:
    assert retry.after_response(call, 429, httpx.Headers({"Retry-After": "3"}), 1) == 3
    assert retry.after_response(call, 429, httpx.Headers(), 1) == 0.2


def test_a_server_cannot_make_us_wait_for_ever() -> None:
    assert retry.after_response(READ, 429, httpx.Headers({"Retry-After": "86400"}), 1) == 10


def test_pauses_double_and_end() -> None:
    pauses = [retry.after_response(READ, 503, {}, attempt) for attempt in range(1, 6)]
    assert pauses == [0.2, 0.4, 0.8, 1.6, None]


def test_what_may_have_been_done_is_not_done_twice() -> None:
    assert retry.after_response(CREATE, 503, {}, 1) is None
    assert retry.after_error(CREATE, httpx.ReadError("reset"), 1) is None
    assert retry.after_error(READ, httpx.ReadError("reset"), 1) == 0.2


@pytest.mark.parametrize("status", [200, 400, 403, 404, 409, 422, 500])
def test_answers_are_answers(status: int) -> None:
    assert retry.after_response(READ, status, {}, 1) is None


def test_a_refused_connection_is_tried_three_times_whatever_was_asked() -> None:
    refused = httpx.ConnectError("All connection attempts failed")
    assert [retry.after_error(CREATE, refused, attempt) for attempt in (1, 2, 3)] == [0.2, 0.4, None]


@pytest.mark.parametrize(
    "error",
    [
        httpx.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"),
        httpx.ConnectError("[Errno -2] Name or service not known"),
        httpx.ReadTimeout("too slow"),
    ],
)
def test_what_waiting_cannot_mend_is_reported_at_once(error: httpx.TransportError) -> None:
    assert retry.after_error(READ, error, 1) is None
