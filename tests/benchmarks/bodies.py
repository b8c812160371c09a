"""Complaints for benchmarks: about 1.5 kB each, in both languages, over all packs; every one is answered by e-mail."""

import random
from typing import Any

PROCEDURES = ("customer", "service-complaints", "market-regulation-12315")
ZH = (
    "本月三日购买的电饭锅使用两天后底部开裂，门店以已拆封为由拒绝退货。",
    "客服热线连续拨打五次均无人接听，等候时间超过四十分钟。",
    "餐馆出售的盒饭有异物，向店员反映后态度恶劣，要求赔偿并道歉。",
    "小区门口的超市标价与结算价格不一致，多收十二元，要求退款。",
    "家电维修后故障依旧，已是第三次上门，希望更换新机。",
)
EN = (
    "The kettle bought on the third cracked after two days; the shop refused to take it back because it had been unpacked.",
    "I rang the hotline five times and nobody answered; I waited for more than forty minutes.",
    "The boxed meal contained a piece of plastic, and the waiter was rude when told. I ask for compensation and an apology.",
    "The price on the shelf and the price at the till differ by twelve yuan; I want the difference back.",
    "After a third repair the washing machine still leaks. I should like a replacement.",
)


def body(number: int, chance: random.Random) -> dict[str, Any]:
    """The submission with this number; the same seed gives the same bodies."""
    sentences, language = (ZH, "zh") if number % 2 else (EN, "en")
    narrative = " ".join(chance.choices(sentences, k=8 if language == "en" else 12)) + f" #{number}"
    return {
        "procedure": PROCEDURES[number % len(PROCEDURES)],
        "identity": "named",
        "complainant": {"name": f"Person {number}", "phone": f"138{number:08d}"},
        "contact": {"channel": "email", "value": f"person{number}@mail.example"},
        "title": narrative[:40],
        "narrative": narrative,
        "language": language,
        "channel": "phone",
        "branch_ref": f"bench-{number}",
        "mediation_consent": True,
    }
