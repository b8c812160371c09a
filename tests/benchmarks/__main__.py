"""`./deploy/bench`: measures the whole system beside the bare limits of the machine, prints the table and writes bench.json."""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import growth, limits, scale, table
from tests.benchmarks.cpu import node_of, postmaster_of
from tests.benchmarks.journey import Burst, Journey, Steady
from tests.benchmarks.limits import Limits
from tests.benchmarks.table import Row
from tests.servers import PostgresServer, RabbitmqServer, private_postgres, private_rabbitmq
from tests.servers.mail_program import mail_program
from tests.servers.quiet import Watcher
from tests.servers.system import System

CORES = 2
POLL_MS = 100


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="deploy/bench", description="Measure Redress beside the bare limits of this machine.")
    parser.add_argument("--complaints", type=int, default=3000, help="complaints in the burst (default 3000)")
    parser.add_argument("--seconds", type=int, default=60, help="seconds at half load (default 60)")
    parser.add_argument("--backlog", type=int, default=3000, help="complaints that wait for triage in the scaling test (default 3000)")
    parser.add_argument("--large", type=int, default=100_000, help="cases and timers at the larger of two sizes (default 100000)")
    parser.add_argument("--json", type=Path, default=Path("bench.json"), help="where the figures are written (default bench.json)")
    return parser.parse_args()


@asynccontextmanager
async def running(postgres: PostgresServer, rabbitmq: RabbitmqServer) -> AsyncIterator[tuple[System, float]]:
    """The four services, and how many seconds the slowest took from its start until it was ready."""
    with tempfile.TemporaryDirectory() as folder, mail_program() as smtp_url:
        system = System(Path(folder), postgres, rabbitmq.create_vhost(), smtp_url)
        system.prepare()
        try:
            started = time.monotonic()
            system.start("triage")
            ready = time.monotonic() - started
            system.start("intake", "investigation", "notify")
            yield system, ready
        finally:
            system.stop()


async def measure(postgres: PostgresServer, rabbitmq: RabbitmqServer, wanted: argparse.Namespace) -> list[Row]:
    say("bare limits …")
    bare = await limits.measure(postgres, rabbitmq)
    async with running(postgres, rabbitmq) as (system, ready):
        watcher = Watcher(system)
        servers = {"postgresql": await postmaster_of(postgres), "rabbitmq": node_of(rabbitmq)}
        journey = Journey(system, watcher, servers, seed=1)
        say(f"burst of {wanted.complaints} complaints …")
        await journey.burst(wanted.complaints // 10)
        burst = await journey.burst(wanted.complaints)
        say(f"{wanted.seconds} s at half load …")
        steady = await journey.steady(max(1.0, burst.rate / 2), wanted.seconds)
        say("triage with one consumer, then two …")
        key = system.branch_key("scale").read_text().strip()
        one, two = [await scale.rate(system, watcher, key, wanted.backlog, count, count * 10_000_000) for count in (1, 2)]
        say("growth …")
        small = wanted.large // 10
        lists = await growth.case_lists(system, (small, wanted.large), 200)
        await watcher.close()
    sweeps = await growth.sweeps(postgres, (small, wanted.large))
    rows = [*journey_rows(bare, burst, steady), *scale_rows(one, two), *growth_rows(lists, sweeps), *process_rows(burst, ready)]
    table.write(rows, {"limits": asdict(bare), "burst": asdict(burst), "steady": asdict(steady)}, wanted.json)
    return rows


def journey_rows(bare: Limits, burst: Burst, steady: Steady) -> list[Row]:
    cpu_ms, share = burst.cpu_total * 1000, burst.rate * bare.cpu_of_the_bare_journey / CORES * 100
    by_process = ", ".join(f"{name} {value * 1000:.1f}" for name, value in burst.cpu.items())
    posts = f"{steady.post_p50:.1f} / {steady.post_p99:.1f} ms"
    told = f"{steady.acknowledged_p50:.0f} / {steady.acknowledged_p99:.0f} ms"
    alone = bare.commit_alone.median_ms
    return [
        Row(
            "CPU per complaint, POST → all services at rest, ms",
            by_process,
            f"{bare.cpu_of_the_bare_journey * 1000:.1f} ms",
            cpu_ms,
            8,
            2.2,
            False,
        ),
        Row(
            "sustained complaints per second, two cores",
            f"{burst.rate:.0f}/s",
            f"{bare.commit.rate:.0f} commits/s",
            burst.rate,
            200,
            850,
            True,
        ),
        Row("share of the bare limit, %", f"{share:.0f} %", "100 %", share, 15, 45, True),
        Row("POST p50 at half load ÷ bare commit p50", posts, f"{alone:.2f} ms", steady.post_p50 / alone, 25, 8, False),
        Row("POST p99 ÷ own p50 at half load", posts, "", steady.post_p99 / steady.post_p50, 20, 5, False),
        Row("POST → acknowledgement p99 ÷ poll interval", told, f"{POLL_MS} ms", steady.acknowledged_p99 / POLL_MS, 20, 5, False),
    ]


def scale_rows(one: float, two: float) -> list[Row]:
    return [Row("triage, two consumers ÷ one", f"{two:.0f}/s", f"{one:.0f}/s", two / one, 1.5, 1.8, True)]


def growth_rows(lists: tuple[float, float], sweeps: tuple[float, float]) -> list[Row]:
    return [
        Row("case list p99, ten times the cases", f"{lists[1]:.1f} ms", f"{lists[0]:.1f} ms", lists[1] / lists[0], 2, 1.2, False),
        Row(
            "1,000 due timers, ten times the armed ones", f"{sweeps[1]:.0f} ms", f"{sweeps[0]:.0f} ms", sweeps[1] / sweeps[0], 2, 1.2, False
        ),
    ]


def process_rows(burst: Burst, ready: float) -> list[Row]:
    largest = max(burst.memory.values())
    each = ", ".join(f"{name} {value:.0f}" for name, value in burst.memory.items())
    return [
        Row("memory of a process under load, MB", each, "", largest, 400, 256, False),
        Row("start to ready, s", f"{ready:.1f} s", "", ready, 5, 2, False),
    ]


def main() -> None:
    """Run everything once; the figures are one run's, and a noisy machine's absolute figures are no bar."""
    wanted = arguments()
    with private_postgres() as postgres, private_rabbitmq() as rabbitmq:
        rows = asyncio.run(measure(postgres.server, rabbitmq.server, wanted))
    say("")
    say(table.text(rows))
    say(f"written to {wanted.json}")


if __name__ == "__main__":
    main()
