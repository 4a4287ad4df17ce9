"""The health page tells a load balancer whether to send visitors here."""

import pytest

from config import health


@pytest.mark.django_db
def test_all_is_well(client):
    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json() == {
        "database": "ok",
        "cache": "ok",
        "model": "ok",
        "status": "ok",
    }


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["database", "cache"])
def test_a_part_that_fails_takes_the_process_out_of_service(client, monkeypatch, part):
    def fail():
        raise ConnectionError("password of the database")

    monkeypatch.setattr(health, f"ask_{part}", fail)

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json()[part] == "failed"
    assert "password" not in answer.content.decode()


@pytest.mark.django_db
def test_a_missing_model_is_told_but_answers_go_on(client, settings, tmp_path):
    settings.MODEL_DIR = tmp_path

    answer = client.get("/health/")

    assert answer.status_code == 200
    assert answer.json()["model"] == "absent"
