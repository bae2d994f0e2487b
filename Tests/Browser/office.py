"""The office in a real browser: an administrator gets a password and a second factor, invites a colleague, closes the house for maintenance and
opens it again, and takes a setting back."""

import base64
import hmac
import re
import struct
import time

from playwright.sync_api import expect

from browser import check, check_accessible, check_fits, check_quiet, letter_to, tour, window

PASSWORD = "seven brass kettles"
INVITED = {"name": "Tara Mathur", "email": "tara.mathur@example.com", "password": "plum umbrella weather"}


def one_time_code(secret, at=None):
    """RFC 6238 with SHA-1, 30 seconds and six digits, written from the standard: not the program's own."""
    step = int((at or time.time()) // 30)
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


class Office:
    def __init__(self, server, browser, ledger):
        self.server = server
        self.browser = browser
        self.ledger = ledger
        self.at = server.address
        self.admin = window(browser)
        self.secret = self.email = None
        self.used_step = 0

    def step(self, name, page=None):
        return self.ledger.step(f"office: {name}", page or self.admin, is_needed=True)

    def run(self):
        self.get_password()
        self.set_up_second_factor()
        self.sign_in_with_code()
        self.invite()
        self.maintain()
        self.revert()
        self.follow_the_trail()

    def letter(self, address, containing):
        return letter_to(self.server.var / "mail", address, containing)

    def next_code(self):
        """A code works once; that of the next half minute is taken already, for clocks that differ a little."""
        now = int(time.time() // 30)
        while self.used_step > now:
            time.sleep(0.2)
            now = int(time.time() // 30)
        self.used_step = max(now, self.used_step + 1)
        return one_time_code(self.secret, self.used_step * 30)

    def get_password(self):
        page = self.admin
        with self.step("an administrator comes in by link, and asks for a password"):
            page.goto(self.server.sign_in_link("ADMIN"))
            page.get_by_role("button", name="Sign me in").click()
            page.goto(self.at + "/account")
            self.email = page.locator("main").inner_text()
            self.email = re.search(r"[\w.]+@[\w.-]+", self.email)[0]
            page.get_by_role("link", name="Choose a password").click()
            page.get_by_label("E-mail").fill(self.email)
            page.locator("main form button").first.click()
            link = re.search(r"/reset/[\w-]+", self.letter(self.email, r"/reset/[\w-]+"))[0]
        with self.step("a common password is refused, a good one taken"):
            page.goto(self.at + link)
            field = page.locator("main input[type=password]").first
            field.fill("password1234")
            page.locator("main form button").first.click()
            expect(page.locator("main .problem").first).to_be_visible()
            page.locator("main input[type=password]").first.fill(PASSWORD)
            page.locator("main form button").first.click()
            page.goto(self.at + "/account")
            expect(page.get_by_role("heading", level=1)).to_have_text("Your account")

    def set_up_second_factor(self):
        page = self.admin
        with self.step("a second factor is set up from the secret beside the QR code"):
            page.goto(self.at + "/account/two-factor")
            page.get_by_role("button", name="Set it up").click()
            expect(page.locator("svg[role=img]").first).to_be_visible()
            self.secret = page.locator("code.secret").inner_text().replace(" ", "")
            check_accessible(page)
            page.get_by_label("Six digits").fill("000000")
            page.get_by_label("Your password").fill(PASSWORD)
            page.get_by_role("button", name="Turn it on").click()
            expect(page.locator("main .problem").first).to_be_visible()
            page.get_by_label("Six digits").fill(self.next_code())
            page.get_by_label("Your password").fill(PASSWORD)
            page.get_by_role("button", name="Turn it on").click()
            expect(page.locator(".recovery li")).to_have_count(10)
            self.recovery = page.locator(".recovery li").first.inner_text().strip()
            check_fits(page)

    def sign_in_with_code(self):
        page = self.admin
        with self.step("signing in asks for password and code"):
            page.get_by_role("link", name="I have kept them").click()
            page.get_by_role("button", name="Sign out").click()
            page.goto(self.at + "/sign-in")
            page.get_by_label("E-mail").first.fill(self.email)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.get_by_role("heading", level=1)).to_have_text("One more step")
            page.goto(self.at + "/desk")
            check("/sign-in" in page.url, "the password alone opened the desk")
            page.goto(self.at + "/sign-in/code")
            page.get_by_label("Code").fill("123456")
            page.get_by_role("button", name="Go on").click()
            expect(page.locator("main .problem").first).to_be_visible()
            page.get_by_label("Code").fill(self.next_code())
            page.get_by_role("button", name="Go on").click()
            page.wait_for_url(self.at + "/desk")
        with self.step("a recovery code opens another browser, once", page):
            other = window(self.browser)
            other.goto(self.at + "/sign-in")
            other.get_by_label("E-mail").first.fill(self.email)
            other.get_by_label("Password", exact=True).fill(PASSWORD)
            other.get_by_role("button", name="Sign in", exact=True).click()
            other.get_by_label("Code").fill(self.recovery)
            other.get_by_role("button", name="Go on").click()
            other.wait_for_url(self.at + "/desk")
            self.letter(self.email, "(?i)new|signed in")
            page.goto(self.at + "/account/sessions")
            check(page.locator("main").inner_text().count("Chrom") >= 2, "the sessions do not show both browsers")
            page.get_by_role("button", name=re.compile("everywhere else", re.I)).click()
            other.goto(self.at + "/desk")
            check("/sign-in" in other.url, "an ended session still opens the desk")
            other.context.close()

    def invite(self):
        page, guest = self.admin, window(self.browser)
        with self.step("an administrator invites a colleague by a pasted list, after a dry run"):
            page.goto(self.at + "/admin/users/invite")
            page.get_by_label("A list").fill(f"name, e-mail, role\n{INVITED['name']}, {INVITED['email']}, RECRUITER\nNobody, not an address, SALES")
            page.get_by_role("button", name="See what would happen").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("What would happen")
            expect(page.locator("tbody tr")).to_have_count(2)
            check_fits(page)
            page.get_by_role("button", name=re.compile("^Invite ")).click()
            expect(page.locator(".flash.good")).to_be_visible()
            link = re.search(r"/invitation/[\w-]+", self.letter(INVITED["email"], r"/invitation/[\w-]+"))[0]
        with self.step("the colleague takes it up and is at the desk", guest):
            guest.goto(self.at + link)
            expect(guest.get_by_role("heading", level=1)).to_have_text(f"Welcome, {INVITED['name']}")
            check_accessible(guest)
            guest.locator("input[type=password]").first.fill(INVITED["password"])
            guest.get_by_role("button", name="Begin").click()
            guest.wait_for_url(self.at + "/desk")
            check_quiet(guest)
        with self.step("deactivated, the colleague is out within a second; undone, in again", page):
            page.goto(self.at + "/admin/users?q=Tara")
            page.get_by_role("checkbox", name=re.compile("Tara")).check()
            page.get_by_role("button", name=re.compile("Deactivate")).first.click()
            undo = page.get_by_role("button", name=re.compile("Undo", re.I))
            if not undo.count():  # asked for once more
                page.get_by_role("button", name=re.compile("Deactivate")).first.click()
            time.sleep(1)
            guest.goto(self.at + "/desk")
            check("/sign-in" in guest.url, "a deactivated colleague still works")
            undo.click()
            expect(page.locator(".flash.good")).to_be_visible()
            guest.get_by_label("E-mail").first.fill(INVITED["email"])
            guest.get_by_label("Password", exact=True).fill(INVITED["password"])
            guest.get_by_role("button", name="Sign in", exact=True).click()
            guest.wait_for_url(self.at + "/desk")
        self.guest = guest

    def switch(self, key, word):
        self.admin.goto(self.at + "/admin/settings")
        self.admin.locator(f"#setting-{key}").get_by_role("button", name=re.compile(f"^Switch {word}")).click()
        expect(self.admin.locator(".flash.good")).to_be_visible()

    def maintain(self):
        with self.step("maintenance closes the house to all but administrators, and opens it again", self.guest):
            self.switch("MAINTENANCE_MODE", "on")
            time.sleep(1)
            answer = self.guest.goto(self.at + "/desk")
            check(answer.status == 503 and answer.headers.get("retry-after"), f"the desk answered {answer.status}")
            check_accessible(self.guest)
            answer = self.guest.goto(self.at + "/jobs")
            check(answer.status == 503, f"the public page answered {answer.status}")
            answer = self.admin.goto(self.at + "/desk")
            check(answer.status == 200, f"the administrator was answered {answer.status}")
            check_fits(self.admin)
            self.switch("MAINTENANCE_MODE", "off")
            time.sleep(1)
            answer = self.guest.goto(self.at + "/jobs")
            check(answer.status == 200, f"afterwards the public page answered {answer.status}")
        self.guest.complaints.clear()  # the browser's own word on a 503
        self.guest.context.close()

    def revert(self):
        page = self.admin
        with self.step("a setting is changed, and reverted with one click"):
            page.goto(self.at + "/admin/settings")
            row = page.locator("#setting-SESSION_DAYS")
            row.get_by_role("textbox").fill("3")
            row.get_by_role("button", name=re.compile("^Save")).click()
            expect(page.locator(".flash.good")).to_be_visible()
            page.goto(self.at + "/admin/settings/SESSION_DAYS")
            check_fits(page)
            page.get_by_role("button", name=re.compile("back|revert", re.I)).last.click()
            expect(page.locator(".flash.good")).to_be_visible()
            page.goto(self.at + "/admin/settings")
            expect(page.locator("#setting-SESSION_DAYS").get_by_role("textbox")).to_have_value("14")
            self.quiet()

    def follow_the_trail(self):
        page = self.admin
        with self.step("all of it is in the trail, which grows before one's eyes"):
            page.goto(self.at + "/admin/activity")
            for text in ("Setting changed", "Deactivated user", "Invited user"):
                expect(page.locator("main")).to_contain_text(text)
            other = window(self.browser)
            other.goto(self.at + "/sign-in")
            other.get_by_label("E-mail").first.fill("nobody@example.com")
            other.get_by_label("Password", exact=True).fill("wrong on purpose")
            other.get_by_role("button", name="Sign in", exact=True).click()
            expect(page.locator("main")).to_contain_text("A sign-in was refused", timeout=5_000)
            other.context.close()
            self.quiet()

    def quiet(self):
        """But for the browser's own word on forms that were refused, as they should be."""
        self.admin.complaints = [line for line in self.admin.complaints if "status of 422" not in line]
        check_quiet(self.admin)

    def look_at_every_page(self):
        signed_in = self.admin.context.storage_state()
        pages = {
            "account": "/account", "sessions": "/account/sessions", "two-factor": "/account/two-factor", "tokens": "/account/tokens", "users": "/admin/users",
            "invite": "/admin/users/invite", "settings": "/admin/settings", "setting": "/admin/settings/SESSION_DAYS", "activity": "/admin/activity",
            "doctor": "/admin/doctor",
        }
        for name, path in pages.items():
            tour(self.browser, self.ledger, name, self.at + path, signed_in)
