"""The PostgreSQL server of the tests: databases of one's own, templates made once."""

import psycopg
import pytest

from tests.postgres import PostgresServer


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("postgresql+psycopg://", "postgresql://"), autocommit=True)


def test_each_test_gets_an_empty_database(postgres_url: str) -> None:
    with connect(postgres_url) as connection:
        connection.execute("CREATE TABLE visit (id integer)")
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (0,)


def test_a_template_is_made_once_and_its_clones_are_apart(postgres: PostgresServer) -> None:
    made: list[str] = []

    def fill(url: str) -> None:
        made.append(url)
        with connect(url) as connection:
            connection.execute("CREATE TABLE person AS SELECT 'Uwimana' AS name")

    first = postgres.database(template="for this test", fill=fill)
    second = postgres.database(template="for this test", fill=fill)
    with connect(first) as connection:
        connection.execute("DELETE FROM person")
    with connect(second) as connection:
        assert connection.execute("SELECT name FROM person").fetchall() == [("Uwimana",)]
    assert len(made) == 1
    postgres.drop(first)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        connect(first)
    postgres.drop(second)
