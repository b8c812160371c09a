"""Who works in the stories: the demo's persons, and some more where a rule needs another pair of eyes."""

import json
from pathlib import Path

from deploy.installation.application import staff
from deploy.installation.application.staff import COMPANY, PERSONS, REGULATOR, Person

TRIAGE_OFFICER = "wang-min"
COMPANY_INVESTIGATOR = "sarah-miller"
STATION_INVESTIGATOR = "li-guohua"
REVIEWER = "zhao-lei"
MANAGEMENT = "david-brown"
CORRESPONDENT = "liu-yan"
INVESTIGATOR_WHO_ALSO_REVIEWS = "lin-tao"
TRIAGE_SUPERVISOR = "gu-ping"
HEAD_OF_QUALITY = "xu-bin"
COUNTY_SUPERVISOR = "he-fang"
CITY_SUPERVISOR = "tan-wei"
NEIGHBOUR = "bai-lu"

_MORE = (
    Person(INVESTIGATOR_WHO_ALSO_REVIEWS, "林涛 Lin Tao", ("investigator", "reviewer"), COMPANY + REGULATOR),
    Person(TRIAGE_SUPERVISOR, "顾平 Gu Ping", ("triage_officer", "supervisor"), ()),
    Person(HEAD_OF_QUALITY, "徐斌 Xu Bin", ("supervisor",), ("quality",)),
    Person(COUNTY_SUPERVISOR, "何芳 He Fang", ("supervisor",), ("qingxi",)),
    Person(CITY_SUPERVISOR, "谭伟 Tan Wei", ("supervisor",), ("yunzhou",)),
    Person(NEIGHBOUR, "白露 Bai Lu", ("investigator",), ("baihe", "baihe-hekou-station")),
)


def hire(folder: Path) -> None:
    """Write the staff file that the services read, and the persons' tokens beside it."""
    clear, hashed = staff.issue(PERSONS + _MORE)
    (folder / "persons.json").write_text(json.dumps(clear, ensure_ascii=False))
    (folder / "staff.json").write_text(json.dumps(hashed, ensure_ascii=False))
