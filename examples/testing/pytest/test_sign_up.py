import pytest
from conftest import control
from sign_up import sign_up


def test_makes_one_contact(high_level):
    assert sign_up(high_level, "Ada", "ada@example.com") == sign_up(high_level, "Ada", "ada@example.com")


def test_says_why_highlevel_refuses(high_level):
    with pytest.raises(ValueError, match="email must be an email"):
        sign_up(high_level, "Ada", "ada")
    path = f"/requests?status=422&locationId={high_level['locationId']}"
    [request] = control(high_level, "GET", path)["requests"]
    assert request["refusal"]["reason"] == "email must be an email"
