"""The mail server of the demo."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from deploy.demo.mail_catcher import Mailbox
from deploy.installation.servers.ports import free_port


def test_every_mail_becomes_one_complete_file(tmp_path: Path) -> None:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "office@example.org", "he.meilan@example.org", "受理通知 · Acknowledgement"
    letter.set_content("您的投诉已收到。\n")
    port = free_port()
    controller = Controller(Mailbox(tmp_path), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with smtplib.SMTP("127.0.0.1", port) as line:
            line.send_message(letter)
            line.send_message(letter)
    finally:
        controller.stop()
    kept = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in tmp_path.glob("*.eml")]
    assert len(kept) == 2
    assert {mail["X-Envelope-To"] for mail in kept} == {"he.meilan@example.org"}
    assert {mail["Subject"] for mail in kept} == {"受理通知 · Acknowledgement"}
