"""What is said about a broken pack: each function gives what is wrong and the remedy, in Chinese and English."""

from difflib import get_close_matches

from shared.contracts.words import Text

Said = tuple[Text, Text]
LONGEST_QUOTE = 60


def quoted(written: object) -> str:
    """What stands in the file, short enough for a sentence."""
    text = str(written)
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE] + "…"


def _said(wrong_zh: str, wrong_en: str, remedy_zh: str, remedy_en: str) -> Said:
    return Text(zh=wrong_zh, en=wrong_en), Text(zh=remedy_zh, en=remedy_en)


def unreadable(problem: str) -> Said:
    return _said(
        f"这里无法按 YAML 读取（{problem}）。", f"this cannot be read as YAML: {problem}.",
        "请检查此行及上一行的缩进、引号、冒号和括号。", "Check indentation, quotes, colons and brackets on this line and the one before.",
    )  # fmt: skip


def not_opened(reason: str) -> Said:
    return _said(
        f"文件无法打开（{reason}）。", f"the file cannot be opened: {reason}.",
        "请检查文件及其权限。", "Check that it is there and may be read.",
    )  # fmt: skip


def too_large(most: int) -> Said:
    return _said(
        f"文件超过 {most} 字节。", f"the file is larger than {most} bytes.",
        "请拆分流程包或删去多余内容。", "Split the pack or remove what does not belong in it.",
    )  # fmt: skip


def byte_order_mark() -> Said:
    return _said(
        "文件以字节顺序标记开头。", "the file begins with a byte order mark.",
        "请另存为不带 BOM 的 UTF-8。", "Save it as UTF-8 without BOM.",
    )  # fmt: skip


def not_utf8() -> Said:
    return _said(
        "此行不是 UTF-8 文字。", "this line is not UTF-8 text.",
        "请将文件另存为 UTF-8。", "Save the file as UTF-8.",
    )  # fmt: skip


def tab() -> Said:
    return _said(
        "此行含有制表符。", "this line contains a tab.",
        "请改用空格。", "Use spaces instead.",
    )  # fmt: skip


def invisible(sign: str) -> Said:
    return _said(
        f"此行含有不可见字符 {sign}。", f"this line contains the invisible sign {sign}.",
        "请删除该字符并重新输入此行。", "Remove it; retype the line if it cannot be seen.",
    )  # fmt: skip


def directive() -> Said:
    return _said(
        "文件含有 YAML 指令（% 开头的行）。", "the file has a YAML directive (a line beginning with %).",
        "请删除该行。", "Remove that line.",
    )  # fmt: skip


def several_documents() -> Said:
    return _said(
        "一个文件中有多份文档。", "a second document begins here.",
        "每个版本一个文件，请删除「---」或另存文件。", "One file holds one edition: remove the `---` or move the rest to its own file.",
    )  # fmt: skip


def too_deep(most: int) -> Said:
    return _said(
        f"嵌套超过 {most} 层。", f"this is nested more than {most} levels deep.",
        "请减少层次。", "Write it flatter.",
    )  # fmt: skip


def alias() -> Said:
    return _said(
        "流程包不允许使用锚点（&）和别名（*）。", "anchors (&) and aliases (*) are not allowed in a pack.",
        "请写出完整的值；以 & 或 * 开头的文字请加引号。", "Write the value out; put a text that begins with & or * in quotes.",
    )  # fmt: skip


def tag(name: str) -> Said:
    return _said(
        f"流程包不允许使用标签「{name}」。", f"the tag `{name}` is not allowed in a pack.",
        "请删除标签；以 ! 开头的文字请加引号。", "Remove it; put a text that begins with ! in quotes.",
    )  # fmt: skip


def duplicate_key(key: str, first_line: int) -> Said:
    return _said(
        f"「{key}」在第 {first_line} 行已出现过。", f"`{key}` already stands on line {first_line}.",
        "只能保留一处。", "Keep one of the two.",
    )  # fmt: skip


def key_not_text() -> Said:
    return _said(
        "字段名不是文字。", "a field name must be a text, not a list or a table.",
        "请写成「名称: 值」；占位用的花括号请加引号。", "Write `name: value`; put braces that belong to a text in quotes.",
    )  # fmt: skip


def not_a_table() -> Said:
    return _said(
        "文件内容不是字段表。", "the file is not a table of fields.",
        "请以 procedure、title、source、in_force 等字段开头。", "Begin it with the fields procedure, title, source and in_force.",
    )  # fmt: skip


def no_such_folder() -> Said:
    return _said(
        "没有这个目录。", "there is no such folder.",
        "请检查流程目录的设置。", "Check the setting that names the folder of procedures.",
    )  # fmt: skip


def file_name() -> Said:
    return _said(
        "文件名不是版本日期。", "the file name is not the date of an edition.",
        "请命名为「年-月-日.yaml」（如 2026-04-15.yaml），或移出此目录。", "Name it like 2026-04-15.yaml, or move it out of this folder.",
    )  # fmt: skip


def no_edition() -> Said:
    return _said(
        "目录中没有任何版本。", "the folder holds no edition.",
        "请放入「年-月-日.yaml」文件，或删除目录。", "Put a file named like 2026-04-15.yaml into it, or remove the folder.",
    )  # fmt: skip


def wrong_procedure(written: str, folder: str) -> Said:
    return _said(
        f"procedure 为「{written}」，与目录名「{folder}」不符。", f"`procedure` says `{written}`, but the folder is named `{folder}`.",
        "请使两者一致。", "Make the two the same.",
    )  # fmt: skip


def wrong_date(written: str, name: str) -> Said:
    return _said(
        f"in_force 为 {written}，与文件名 {name} 不符。", f"`in_force` says {written}, but the file is named {name}.",
        "请使两者一致。", "Make the two the same.",
    )  # fmt: skip


def until_too_early() -> Said:
    return _said(
        "until 不晚于 in_force。", "`until` is not later than `in_force`.",
        "until 是失效之日，请写更晚的日期或删除。", "`until` is the first day out of force: write a later day or remove it.",
    )  # fmt: skip


def until_too_late(following: str) -> Said:
    return _said(
        f"until 晚于下一版本的生效日 {following}。", f"`until` is later than {following}, when the next edition comes into force.",
        "请写该日或更早的日期，或删除。", "Write that day or an earlier one, or remove it.",
    )  # fmt: skip


def missing_section(name: str) -> Said:
    return _said(
        f"缺少「{name}」部分。", f"the section `{name}` is missing.",
        f"请添加「{name}:」及其字段。", f"Add `{name}:` with its fields.",
    )  # fmt: skip


def missing(name: str) -> Said:
    return _said(
        f"缺少字段「{name}」。", f"the field `{name}` is missing.",
        "请在此处添加。", "Add it here.",
    )  # fmt: skip


def unknown_field(name: str, known: list[str]) -> Said:
    """Names the nearest known field, when one is near."""
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    remedy_zh, remedy_en = "请删除。", "Remove it."
    if near:
        remedy_zh, remedy_en = f"是否应为「{near[0]}」？否则请删除。", f"Did you mean `{near[0]}`? Otherwise remove it."
    return _said(f"这里没有字段「{name}」。", f"`{name}` is not a field here.", remedy_zh, remedy_en)


def not_one_of(written: str, known: list[str]) -> Said:
    """Names the nearest allowed word, when one is near, and all of them."""
    near = get_close_matches(written, known, n=1, cutoff=0.6)
    listed = ", ".join(known)
    remedy_zh, remedy_en = f"请写其中之一：{listed}。", f"Write one of: {listed}."
    if near:
        remedy_zh, remedy_en = f"是否应为「{near[0]}」？{remedy_zh}", f"Did you mean `{near[0]}`? {remedy_en}"
    return _said(f"不认识「{written}」。", f"`{written}` is not known here.", remedy_zh, remedy_en)


def wrong_kind(name: str, wanted_zh: str, wanted_en: str) -> Said:
    return _said(
        f"「{name}」的值类型不对。", f"the value of `{name}` is of the wrong kind.",
        f"请写{wanted_zh}。", f"Write {wanted_en}.",
    )  # fmt: skip


def out_of_bounds(name: str, bound_zh: str, bound_en: str) -> Said:
    return _said(
        f"「{name}」超出范围。", f"the value of `{name}` is out of bounds.",
        f"请写{bound_zh}。", f"Write {bound_en}.",
    )  # fmt: skip


def rule(name: str, zh: str, en: str) -> Said:
    """A rule of a section's own, in its own words."""
    return _said(f"「{name}」：{zh}", f"`{name}`: {en}", "请改正此处。", "Correct it here.")
