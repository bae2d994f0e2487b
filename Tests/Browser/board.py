"""The board of one job in one window."""

import re

from playwright.sync_api import expect

SECOND = 1_000


class Board:
    def __init__(self, page, address):
        self.page = page
        self.address = address

    def open(self):
        self.page.goto(self.address)
        return self

    def card(self, name):
        return self.page.locator("[data-application]", has=self.page.get_by_role("link", name=name, exact=True))

    def column(self, status):
        return self.page.locator(f"[data-status='{status}']")

    def score(self, name):
        """The number in the ring. Scoring is background work, and the page is told of it."""
        ring = self.card(name).locator(".score b")
        expect(ring).to_have_text(re.compile(r"^\d{1,3}$"), timeout=30_000)
        return int(ring.inner_text())

    def application(self, name):
        return self.card(name).get_attribute("data-application")

    def drag(self, name, status):
        self.card(name).drag_to(self.column(status))

    def press(self, name, key):
        """A key of the board, with the keyboard on this card."""
        self.card(name).get_by_role("link").focus()
        self.page.keyboard.press(key)

    def shows(self, name, status, within=SECOND):
        """The card is in this column, and nowhere else."""
        expect(self.column(status).locator(self.card(name))).to_be_visible(timeout=within)
        expect(self.card(name)).to_have_count(1)

    def hold_still(self):
        """From now on this window hears nothing of what others do: its line is cut."""
        self.page.route("**/events", lambda route: route.abort())
        return self
