"""Starts the servers that tests share, prints the environment that points at them, and ends them when its input ends.

`python -m tests.servers` is for programs that start it with a pipe: should they die, the pipe closes and the servers end too.
"""

import json
import sys
from contextlib import ExitStack

from tests.servers import postgres_server, rabbitmq_server

with ExitStack() as running:
    database = running.enter_context(postgres_server())
    broker = running.enter_context(rabbitmq_server())
    environment = {
        "TEST_POSTGRES_URL": database.superuser_url,
        "TEST_RABBITMQ_URL": broker.amqp_url,
        "TEST_RABBITMQ_MANAGEMENT_URL": broker.management_url,
    }
    sys.stdout.write(json.dumps(environment) + "\n")
    sys.stdout.flush()
    sys.stdin.read()
