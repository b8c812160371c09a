"""`python -m deploy.installation COMMAND`: what stands behind deploy/up, down, reset, status, test and bench."""

import argparse
import shutil
import subprocess
import sys

from deploy.installation import environment, status
from deploy.installation.application.settings import basic_environment
from deploy.installation.console import Stopped, heading, say, step
from deploy.installation.places import Places
from deploy.installation.rings.command import test
from deploy.installation.ways import found, private, tour


def up(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="deploy/up", description="Start everything on this machine and play the demo. 启动全部服务并演示。"
    )
    parser.add_argument("--no-demo", action="store_true", help="leave the demo's complaints out · 不登记演示投诉")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--private", action="store_true", help="private servers even where a container engine answers")
    way.add_argument("--compose", action="store_true", help="containers, or an error where no engine answers")
    wanted = parser.parse_args(words)
    places = Places()
    places.create()
    heading("Found on this machine", "本机环境")
    found.report(places)
    heading("Starting", "正在启动")
    addresses = private.up(places)
    code = 0 if wanted.no_demo else tour.play(places, addresses)
    tour.tell(places, addresses)
    return code


def down(words: list[str]) -> int:
    argparse.ArgumentParser(prog="deploy/down", description="Stop everything that deploy/up started; data stay.").parse_args(words)
    with step("everything stopped", "已全部停止"):
        private.down(Places())
    return 0


def reset(words: list[str]) -> int:
    text = "Stop everything and delete its data: complaints, keys, settings, ports. The virtual environment stays."
    argparse.ArgumentParser(prog="deploy/reset", description=text).parse_args(words)
    places = Places()
    with step("everything stopped", "已全部停止"):
        private.down(places)
    with step("data deleted", "数据已删除"):
        for folder in (places.servers, places.run):
            shutil.rmtree(folder, ignore_errors=True)
    return 0


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


COMMANDS = {"up": up, "down": down, "reset": reset, "status": show_status, "test": test, "bench": bench}


def main() -> int:
    """Run one command; 0 is well, 2 is a sentence that says what to do."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:  # noqa: PLR2004 - program and command
        say(f"usage: python -m deploy.installation {{{','.join(COMMANDS)}}} …")
        return 2
    try:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    except Stopped as sentence:
        sys.stderr.write(f"\n{sentence}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped; deploy/down ends what already runs · 已中断，deploy/down 可结束已启动的部分\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
