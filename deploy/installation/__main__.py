"""`python -m deploy.installation COMMAND`: what stands behind deploy/up, down, reset, status, test and bench."""

import argparse
import shutil
import subprocess
import sys

from deploy.installation import environment, status
from deploy.installation.application.credentials import SERVICES
from deploy.installation.application.settings import basic_environment
from deploy.installation.console import Stopped, heading, one_of, say, step
from deploy.installation.places import Places
from deploy.installation.processes.programs import Unready
from deploy.installation.rings.command import test
from deploy.installation.ways import compose, found, private, tour


def up(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="deploy/up", description="Start everything on this machine and play the demo. 启动全部服务并演示。"
    )
    parser.add_argument("--no-demo", action="store_true", help="leave the demo's complaints out · 不登记演示投诉")
    ways = parser.add_mutually_exclusive_group()
    ways.add_argument("--private", action="store_true", help="private servers even where a container engine answers")
    ways.add_argument("--compose", action="store_true", help="containers, or an error where no engine answers")
    wanted = parser.parse_args(words)
    places = Places()
    places.create()
    way = _chosen_way(places, wanted)
    heading("Found on this machine", "本机环境")
    found.report(places, way)
    heading("Starting", "正在启动")
    _stop_the_other_way(places, way)
    addresses = WAYS[way].up(places)
    code = 0 if wanted.no_demo else tour.play(places, addresses)
    tour.tell(places, addresses)
    return code


def _chosen_way(places: Places, wanted: argparse.Namespace) -> str:
    """What the person says; else the way of the earlier starts, whose data are there; else containers where that is possible."""
    if wanted.compose and not compose.is_possible():
        raise Stopped("no container engine with Compose answers here; start one, or leave --compose out · 无可用的容器引擎")
    if wanted.compose or wanted.private:
        return "compose" if wanted.compose else "private"
    return str(places.remembered().get("way") or ("compose" if compose.is_possible() else "private"))


def _stop_the_other_way(places: Places, way: str) -> None:
    before = places.remembered().get("way", way)
    if before != way:
        with step("what ran before stopped", "已停止原有安装"):
            WAYS[before].down(places)
    places.remember(way=way)


def down(words: list[str]) -> int:
    text = "Stop everything that deploy/up started, or only the services named; data stay, and deploy/up starts again."
    parser = argparse.ArgumentParser(prog="deploy/down", description=text)
    parser.add_argument("services", nargs="*", metavar="service", type=one_of(SERVICES), help=", ".join(SERVICES))
    named = parser.parse_args(words).services
    places = Places()
    if not named:
        return _stop(places)
    with step(f"{', '.join(named)} stopped", "已停止"):
        WAYS[_way(places)].stop(places, named)
    return 0


def reset(words: list[str]) -> int:
    text = "Stop everything and delete its data: complaints, keys, settings, ports. The virtual environment stays."
    argparse.ArgumentParser(prog="deploy/reset", description=text).parse_args(words)
    places = Places()
    _stop(places, with_data=True)
    with step("data deleted", "数据已删除"):
        shutil.rmtree(places.run, ignore_errors=True)
    return 0


def _stop(places: Places, *, with_data: bool = False) -> int:
    if not places.run.exists():
        say("  nothing was started from here · 未启动")
        return 0
    with step("everything stopped", "已全部停止"):
        WAYS[_way(places)].down(places, with_data=with_data)
    return 0


def _way(places: Places) -> str:
    return str(places.remembered().get("way", "private"))


def show_status(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="deploy/status", description="Say what runs where. Exit 0: all ready; 1: not all; 2: never started."
    )
    parser.add_argument("--json", action="store_true", help="for programs; holds passwords")
    return status.show(Places(), as_json=parser.parse_args(words).json)


def bench(words: list[str]) -> int:
    """Run the benchmarks in the virtual environment; they start what they measure."""
    places = Places()
    places.create()
    environment.ensure(places)
    command = [str(places.python), "-m", "tests.benchmarks", *words]
    return subprocess.run(command, cwd=places.clone, env=basic_environment(places.clone), check=False).returncode


WAYS = {"private": private, "compose": compose}
COMMANDS = {"up": up, "down": down, "reset": reset, "status": show_status, "test": test, "bench": bench}


def main() -> int:
    """Run one command; 0 is well, 2 is a sentence that says what to do."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:  # noqa: PLR2004 - program and command
        say(f"usage: python -m deploy.installation {{{','.join(COMMANDS)}}} …")
        return 2
    try:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except (Stopped, Unready) as sentence:
        sys.stderr.write(f"\n{sentence}\n")
        if sys.argv[1] == "up":
            sys.stderr.write(
                "deploy/up goes on from here, deploy/down ends what already runs · 可重新运行 deploy/up，或用 deploy/down 结束\n"
            )
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; deploy/down ends what already runs · 已中断，deploy/down 可结束已启动的部分\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
