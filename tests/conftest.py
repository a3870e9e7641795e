"""What all tests share: the guards that watch every test, and the PostgreSQL server."""

pytest_plugins = ["tests.guards", "tests.postgres", "tests.debian_postgres", "tests.clinic"]
