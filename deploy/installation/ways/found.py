"""What the machine has, said before anything is done."""

import platform
import shutil

from deploy.installation import console
from deploy.installation.places import Places
from deploy.installation.processes import supervisor
from deploy.installation.servers import packages, postgres, rabbitmq
from deploy.installation.servers.account import server_account
from deploy.installation.servers.engine import engine_answers
from deploy.installation.servers.ports import is_free
from deploy.installation.ways.chosen_ports import PREFERRED

GIGABYTE = 1024**3


WAYS = {
    "private": "private servers on loopback · 本机私有服务器",
    "compose": "containers · 容器（docker compose）",
}


def report(places: Places, way: str) -> None:
    """Print one line per thing that decides what will happen, and what that is."""
    console.found("Python", f"{platform.python_version()}{'' if shutil.which('uv') else ' (no uv: pip · 使用 pip)'}")
    console.found("container engine · 容器引擎", "answers · 可用" if engine_answers() else "none · 无")
    if way == "private":
        console.found("PostgreSQL", _postgres(places))
        console.found("RabbitMQ", _rabbitmq())
        console.found("servers' account · 服务器账户", server_account().name or "yours · 当前用户")
        console.found("servers' data · 数据目录", str(places.servers))
    taken = [str(port) for service, port in PREFERRED.items() if not is_free(port) and not supervisor.running(places, service)]
    console.found("ports 8080–8083 · 端口", f"in use · 已占用: {', '.join(taken)}" if taken else "free · 空闲")
    console.found("disk free · 可用磁盘", f"{shutil.disk_usage(places.clone).free / GIGABYTE:.0f} GB")
    console.found("so it will use · 将使用", WAYS[way])


def _postgres(places: Places) -> str:
    programs = postgres.find_programs(places.clone / ".venv")
    return f"{postgres.version(programs)} in {programs}" if programs else "none installed: binaries of a wheel · 使用 wheel 内的程序"


def _rabbitmq() -> str:
    programs = rabbitmq.find_programs()
    if programs:
        return f"in {programs}"
    return "none: will be installed · 将安装系统软件包" if packages.may_install() else "none, and no right to install it · 无，且无权安装"
