from pathlib import Path

import redis

from saas.embedded import Valkey


def test_what_was_acknowledged_survives_a_kill(home: Path) -> None:
    server = Valkey(home).start()
    redis.from_url(server.url()).set("bell", "rung")
    server.process.kill()
    server.process.wait()

    server.start()

    assert redis.from_url(server.url()).get("bell") == b"rung"
    server.stop()


def test_an_older_server_on_the_same_files_is_stopped_first(home: Path) -> None:
    older = Valkey(home).start()
    redis.from_url(older.url()).set("bell", "rung")

    newer = Valkey(home).start()

    assert older.process.wait(60) == 0
    assert redis.from_url(newer.url()).get("bell") == b"rung"
    newer.stop()
