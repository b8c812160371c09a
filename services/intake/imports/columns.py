"""How the columns of a file become the fields of a submission: flattened names, Chinese names, dates as people write them."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from pydantic import ValidationError

from services.intake.commands.submission import Submission
from services.intake.model import Flaw

REASON_COLUMNS = ("reason", "原因")
_ALIASES = {
    "投诉内容": "narrative", "内容": "narrative", "标题": "title", "程序": "procedure", "类型": "kind", "身份": "identity",
    "姓名": "complainant.name", "部门": "complainant.department", "职务": "complainant.post", "电话": "complainant.phone",
    "邮箱": "complainant.email", "地址": "complainant.address", "联系方式": "contact.channel", "联系地址": "contact.value",
    "发生时间": "occurred.from", "结束时间": "occurred.to", "发生地点": "occurred.place", "地区": "territory",
    "受理机关": "authority", "业务": "business", "被投诉单位": "respondents.0.unit", "被投诉人": "respondents.0.person",
    "诉求": "asks", "正在造成损害": "ongoing_harm", "渠道": "channel", "收到时间": "received_at", "转来单位": "referred_by",
    "网点编号": "branch_ref", "语言": "language", "同意公示": "publish_consent", "同意调解": "mediation_consent",
}  # fmt: skip
_WORDS = {
    "投诉": "complaint", "建议": "suggestion", "举报": "report", "实名": "named", "保密": "confidential", "匿名": "anonymous",
    "网页": "web", "网站": "web", "接口": "api", "邮件": "email", "电子邮件": "email", "电话": "phone", "信函": "letter",
    "邮寄": "letter", "传真": "fax", "现场": "counter", "柜台": "counter", "意见箱": "box", "投诉箱": "box", "转办": "referral",
    "微信": "chat", "门户": "portal", "中文": "zh", "英文": "en",
}  # fmt: skip
_YES_NO = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}
_CODED = ("kind", "identity", "channel", "contact.channel", "language")
_SWITCHES = ("ongoing_harm", "publish_consent", "mediation_consent")
_DATES = ("occurred.from", "occurred.to")
_LISTED = re.compile(r"respondents\.(?:([0-9]|1[0-9])\.)?(unit|person|text)\Z")
_PLAIN = {
    "procedure", "title", "narrative", "territory", "authority", "business", "asks", "received_at", "referred_by", "branch_ref",
    "occurred.place", "contact.value", *_CODED, *_SWITCHES, *_DATES,
    *(f"complainant.{name}" for name in ("name", "department", "post", "phone", "email", "address")),
}  # fmt: skip
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?)?月?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\Z")
_SHOWN = frozenset({"procedure", "territory", "authority", "business", *_CODED, *_SWITCHES, *_DATES, "received_at"})


def field_of(column: str) -> str | None:
    """The field that a column fills; None when it is none of ours."""
    name = column.strip().casefold()
    name = _ALIASES.get(name, name)
    listed = _LISTED.match(name)
    if listed:
        return f"respondents.{listed[1] or 0}.{listed[2]}"
    return name if name in _PLAIN else None


def unknown_columns(columns: Sequence[str]) -> list[str]:
    """Columns that fill no field and are no column of reasons from a file of failed rows."""
    return [column for column in columns if field_of(column) is None and column.strip().casefold() not in REASON_COLUMNS]


def may_be_shown(field: str) -> bool:
    """Whether a value of this field may stand in a list of problems: codes and dates, never words or persons."""
    return field in _SHOWN


def record_of(columns: Sequence[str], cells: Sequence[str], zone: tzinfo) -> dict[str, Any]:
    """The body that a program would have sent instead of this row."""
    record: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=True):
        field, text = field_of(column), _unguarded(cell).strip()
        if field is not None and text:
            _put(record, field, _value(field, text, zone))
    return record


def _unguarded(cell: str) -> str:
    """Without the sign that a file of failed rows puts before what a spreadsheet would take for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_SIGNS else cell


FORMULA_SIGNS = frozenset("=+-@\t\r＝＋－＠")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in FORMULA_SIGNS and text else text


def _put(record: dict[str, Any], field: str, value: Any) -> None:
    head, _, rest = field.partition(".")
    if head == "respondents":
        number, _, part = rest.partition(".")
        listed = record.setdefault("respondents", {})
        listed.setdefault(int(number), {})[part] = value
    elif rest:
        record.setdefault(head, {})[rest] = value
    else:
        record[head] = value


def _value(field: str, text: str, zone: tzinfo) -> Any:
    if field in _SWITCHES:
        return _YES_NO.get(text.casefold(), text)
    if field in _CODED:
        return _WORDS.get(text, text.casefold())
    if field == "received_at":
        return _moment(text, zone)
    return _day(text) if field in _DATES else text


def _day(text: str) -> str:
    """`2026/3/1`, `2026.3.1`, `2026年3月1日` as ISO 8601; anything else is left to be refused."""
    found = _DAY.match(text)
    if found is None:
        return text
    year, month, day, hour, minute, second = found.groups()
    date = f"{year}-{int(month):02}" + (f"-{int(day):02}" if day else "")
    return date if hour is None else f"{date}T{int(hour):02}:{minute}:{second or '00'}"


def _moment(text: str, zone: tzinfo) -> str:
    """A local time of the organisation without a zone gets one."""
    try:
        moment = datetime.fromisoformat(_day(text))
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).isoformat()
    except ValueError:
        return text


def submission_of(record: Mapping[str, Any], procedure: str | None) -> Submission | list[Flaw]:
    """The submission in a row, by the same rules as over HTTP; `procedure` fills in where the row names none."""
    body = {name: value for name, value in record.items() if name not in REASON_COLUMNS}
    if procedure and body.get("procedure") in (None, ""):
        body["procedure"] = procedure
    if isinstance(body.get("respondents"), dict):
        body["respondents"] = [body["respondents"][number] for number in sorted(body["respondents"])]
    try:
        return Submission.model_validate_json(json.dumps(body), strict=True)
    except ValidationError as error:
        return [_flaw(finding) for finding in error.errors(include_url=False, include_input=False)]


def _flaw(finding: Any) -> Flaw:
    context = finding.get("ctx") or {}
    values = {name: str(value) for name, value in context.items() if isinstance(value, (int, str))}
    place = ".".join(str(part) for part in finding["loc"])
    return Flaw(place[:64] or "narrative", str(finding["type"]), values)
