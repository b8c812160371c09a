"""The portal over HTTP, as a browser without scripts uses it: form, check, receipt."""

from collections.abc import AsyncIterator

import pytest

from tests.services.intake.browsing import Browser, browser, main_of, told
from tests.services.intake.office import Office


@pytest.fixture
async def visitor(office: Office) -> AsyncIterator[Browser]:
    async with browser(office) as visitor:
        yield visitor


async def test_a_complaint_goes_from_the_form_over_the_check_to_the_receipt_and_opens_on_the_tracking_page(visitor: Browser) -> None:
    receipt_page = await visitor.handed_in(narrative="My kettle smoked.")
    reference, receipt = told(receipt_page.text)
    tracked = await visitor.opened(reference, receipt)
    assert tracked.status_code == 200
    assert reference in main_of(tracked.text)
    assert "The complaint is classified and handed to the department responsible" in main_of(tracked.text)
