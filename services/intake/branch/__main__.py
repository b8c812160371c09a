"""`python -m services.intake.branch submit|status|retry`: hand in files of complaints from a branch office.

Every file is copied into the spool on this machine first and goes to intake when the line is there. Handing the same file
in again registers nothing twice.

  submit FILE… --to URL --key-file F [--procedure P]   hand files in (csv, xlsx, jsonl)
  retry --to URL --key-file F                          deliver what still waits
  status                                               show what lies in the spool

Exit code: 0 all rows accepted, 3 some refused (listed, the failed rows written beside the file), 4 spooled but not yet
delivered, 2 wrong call.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from services.intake.branch import report
from services.intake.branch.delivery import Delivery
from services.intake.branch.line import Line
from services.intake.branch.spool import Order, Spool, SpoolBusy

WRONG_CALL = 2


def main(words: Sequence[str]) -> int:
    """Obey one call and return its exit code."""
    wanted = _parser().parse_args(words)
    try:
        return _obey(wanted)
    except SpoolBusy as problem:
        print(problem, file=sys.stderr)
        return report.NOT_DELIVERED
    except OSError as problem:
        print(f"{problem.filename}: {problem.strerror}", file=sys.stderr)
        return WRONG_CALL


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m services.intake.branch", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    submit = commands.add_parser("submit", help="hand files in")
    submit.add_argument("files", nargs="+", type=Path, metavar="FILE")
    submit.add_argument("--procedure", help="for rows that name none")
    retry = commands.add_parser("retry", help="deliver what still waits")
    for command in (submit, retry):
        command.add_argument("--to", required=True, metavar="URL", help="address of intake")
        command.add_argument("--key-file", required=True, type=Path, metavar="FILE", help="file with this branch's key")
        command.add_argument(
            "--patience", type=float, default=60.0, metavar="SECONDS", help="how long to wait for a line that is down (60)"
        )
        command.add_argument("--language", choices=["zh", "en"], default="en", help="language of the reasons")
    status = commands.add_parser("status", help="show what lies in the spool")
    for command in (submit, retry, status):
        command.add_argument("--spool", type=Path, default=Path("redress-spool"), metavar="DIR", help="folder of the spool (redress-spool)")
        command.add_argument("--output", choices=["table", "json"], default="table")
    return parser


def _obey(wanted: argparse.Namespace) -> int:
    spool = Spool(wanted.spool)
    if wanted.command == "status":
        orders = spool.orders()
    else:
        with spool.alone():
            orders = _deliver(spool, wanted)
    print(report.as_json(orders) if wanted.output == "json" else report.as_table(orders))
    return report.exit_code(orders)


def _deliver(spool: Spool, wanted: argparse.Namespace) -> list[Order]:
    """Everything goes into the spool before the first byte goes over the line."""
    key = wanted.key_file.read_text(encoding="utf-8").strip()
    if wanted.command == "submit":
        waiting = [spool.hand_in(file, wanted.procedure) for file in wanted.files]
    else:
        waiting = [order for order in spool.orders() if order.is_underway]
    delivery = Delivery(spool, Line.to(wanted.to, key, wanted.language), wanted.patience)
    return [delivery.deliver(order) for order in waiting]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
