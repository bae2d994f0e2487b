#!/usr/bin/env python3
"""The main job in a real browser against a real server: Post, Apply, Work in two windows, Follow.

Starts its own server on a free port with demo data under var/test/browser. Pictures: var/screenshots.
"""

import argparse
import json
import re
import shutil
import sys
import time

from playwright.sync_api import expect, sync_playwright

from browser import SCREENSHOTS, PROJECT, Ledger, check, check_quiet, launch, letter_to, make_resume, tour, window
from shortlist_server import ServerFailed, Shortlist, discard

VAR = PROJECT / "var" / "test" / "browser"
PERSON = {
    "name": "Meera Raghunathan",
    "email": "meera.raghunathan@example.com",
    "phone": "+91 98450 12345",
    "slug": "meera-raghunathan",
    "skills": ["Swift", "PostgreSQL", "Kafka", "Docker", "Kubernetes"],
}
JOB = {
    "title": "Payments Platform Engineer",
    "experience_required": "5-8 Years",
    "min_salary": "2400000",
    "max_salary": "3600000",
    "job_summary": "Own the ledger that settles two million payments a day, and the services around it.",
    "about_company": "A payments company of 300 people in Bengaluru.",
    "education_qualification": "B.E. or equivalent",
}
LISTS = {
    "job_locations": "Bengaluru, Karnataka",
    "responsibilities": "Design the settlement service\nReview the work of four engineers",
    "required_skills": "Swift\nPostgreSQL",
    "preferred_skills": "Kafka",
    "tools_tech_stack": "Docker\nKubernetes",
    "benefits_perks": "Health insurance",
    "hiring_process_rounds": "Phone call\nTechnical interview\nFinal talk",
}


class MainJob:
    """The steps share what the earlier ones made: the job, the application, the private link."""

    def __init__(self, server, browser, ledger):
        self.server = server
        self.browser = browser
        self.ledger = ledger
        self.at = server.address
        self.recruiter = window(browser)
        self.job = self.slug = self.application = self.private_link = None

    def run(self):
        self.sign_in()
        self.post()
        self.apply(390)
        self.apply_again(1440)
        self.work()
        self.follow()
        self.look_at_every_page()

    def sign_in(self):
        with self.ledger.step("a recruiter signs in with a single-use link", self.recruiter):
            link = self.server.sign_in_link("RECRUITER")
            self.open_link(self.recruiter, link)
            check("/desk" in self.recruiter.url, f"landed on {self.recruiter.url}")
        stranger = window(self.browser)
        with self.ledger.step("the link opens only once", stranger):
            self.open_link(stranger, link)
            stranger.goto(self.at + "/desk")
            check("/sign-in" in stranger.url, f"landed on {stranger.url}")
        stranger.context.close()

    @staticmethod
    def open_link(page, link):
        """A link may answer with a button, so that a mail scanner cannot spend it."""
        page.goto(link)
        button = page.locator("form[action*='sign-in'] button, form[method='post' i] button").first
        if "/sign-in/" in page.url and button.count():
            button.click()

    # MARK: Post

    def post(self):
        page = self.recruiter
        with self.ledger.step("a recruiter fills in a job", page):
            page.goto(self.at + "/desk/jobs/new")
            client = page.locator("select[name=client_id]")
            client.select_option(index=1)
            for name, value in {**JOB, **LISTS}.items():
                fill_if_there(page, name, value)
            page.locator("select[name=work_mode]").select_option("Hybrid")
            page.locator("main form[method=post] button[type=submit]").last.click()
            page.wait_for_url(re.compile(r"/desk/jobs/[0-9a-f-]{36}"))
            self.job = re.search(r"[0-9a-f-]{36}", page.url)[0]
        with self.ledger.step("the preview shows the job as the public will see it", page):
            page.goto(f"{self.at}/desk/jobs/{self.job}/preview")
            expect(page.get_by_role("heading", name=JOB["title"]).first).to_be_visible()
        with self.ledger.step("the recruiter publishes it", page):
            page.locator(f"form[action$='/desk/jobs/{self.job}/publish'] button").first.click()
            page.wait_for_load_state()
        visitor = window(self.browser)
        with self.ledger.step("the public finds it by search, with structured data for Google", visitor):
            visitor.goto(self.at + "/jobs?q=Payments+Platform")
            visitor.get_by_role("link", name=JOB["title"]).first.click()
            visitor.wait_for_url(re.compile(r"/jobs/[^/?]+$"))
            self.slug = visitor.url.rsplit("/", 1)[1]
            posting = json.loads(visitor.locator("script[type='application/ld+json']").first.text_content())
            check(posting["@type"] == "JobPosting" and posting["title"] == JOB["title"], f"structured data: {posting}")
            check_quiet(visitor)
        visitor.context.close()

    # MARK: Apply

    def apply(self, width):
        resume = make_resume(self.browser, VAR / "resume.pdf", PERSON)
        phone = window(self.browser, width, java_script_enabled=False)
        with self.ledger.step(f"a stranger applies at {width} px without JavaScript and without an account", phone):
            self.fill_application(phone, resume)
            expect(phone.locator("main")).to_contain_text(re.compile("received|thank|applied", re.I))
        with self.ledger.step("a letter with a private link arrives"):
            text = letter_to(self.server.var / "mail", PERSON["email"], r"/a/[\w-]+")
            self.private_link = self.at + re.search(r"/a/[\w-]+", text)[0]
        phone.context.close()

    def apply_again(self, width):
        page = window(self.browser, width)
        with self.ledger.step("a second application of the same person updates the first and says so", page):
            self.fill_application(page, VAR / "resume.pdf", email=PERSON["email"].upper())
            expect(page.locator("main")).to_contain_text(re.compile("already|updated|again", re.I))
        page.context.close()

    def fill_application(self, page, resume, email=PERSON["email"]):
        page.goto(f"{self.at}/jobs/{self.slug}/apply")
        page.get_by_label(re.compile("name", re.I)).first.fill(PERSON["name"])
        page.locator("input[type=email]").fill(email)
        page.locator("input[type=tel]").fill(PERSON["phone"])
        page.locator("input[type=file]").set_input_files(resume)
        for box in page.locator("main input[type=checkbox][required]").all():
            box.check()
        page.locator("main form[method=post] button[type=submit]").click()

    # MARK: Work

    def work(self):
        first, second = self.recruiter, window(self.browser, storage_state=self.recruiter.context.storage_state())
        board = f"{self.at}/desk/jobs/{self.job}"
        with self.ledger.step("the application lies scored on the board", first):
            self.application = self.wait_for_scored_card(first, board)
        with self.ledger.step("two windows show the same board", second):
            second.goto(board)
            expect(self.card_in(second, "New")).to_be_visible()
        with self.ledger.step("a card is dragged, and the second window shows it within a second", first):
            first.goto(board)
            self.card(first).drag_to(self.column(first, "Screening"))
            self.expect_within_a_second(second, "Screening")
        with self.ledger.step("the same by keyboard alone", first):
            first.goto(board)
            control = self.card(first).locator("button, select, summary").first
            control.focus()
            self.move_by_keyboard(first, control)
            self.expect_within_a_second(second, "Interview")
            check_quiet(first)
        with self.ledger.step("the application page shows profile, score, reasons and timeline", first):
            first.goto(f"{self.at}/desk/applications/{self.application}")
            main = first.locator("main")
            for text in (PERSON["name"], "Screening", "Interview", "PostgreSQL"):
                expect(main).to_contain_text(text)
        second.context.close()

    def wait_for_scored_card(self, page, board):
        """Scoring is background work: the board is read again until the card has a score."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            page.goto(board)
            card = page.locator("[data-application]", has_text=PERSON["name"])
            if card.count() and re.search(r"\b\d{1,3}\b", card.first.inner_text()):
                return card.first.get_attribute("data-application")
            page.wait_for_timeout(500)
        raise AssertionError("no scored card of the applicant within 60 s")

    def card(self, page):
        return page.locator(f"[data-application='{self.application}']")

    def column(self, page, status):
        return page.locator(f"[data-status='{status}']").first

    def card_in(self, page, status):
        return page.locator(f"[data-status='{status}'] [data-application='{self.application}']")

    def move_by_keyboard(self, page, control):
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option("Interview")
        page.keyboard.press("Enter")

    def expect_within_a_second(self, page, status):
        expect(self.card_in(page, status)).to_be_visible(timeout=1_000)

    # MARK: Follow

    def follow(self):
        for width in (390, 1440):
            page = window(self.browser, width)
            with self.ledger.step(f"the candidate sees at {width} px where it stands", page):
                page.goto(self.private_link)
                expect(page.locator("main")).to_contain_text("Interview")
                check_quiet(page)
            page.context.close()

    # MARK: Every page

    def look_at_every_page(self):
        signed_in = self.recruiter.context.storage_state()
        public = {
            "sign-in": "/sign-in", "jobs": "/jobs", "job": f"/jobs/{self.slug}", "apply": f"/jobs/{self.slug}/apply", "follow": self.private_link,
        }
        desk = {
            "desk": "/desk", "desk-jobs": "/desk/jobs", "desk-job-new": "/desk/jobs/new", "board": f"/desk/jobs/{self.job}",
            "desk-job-edit": f"/desk/jobs/{self.job}/edit", "preview": f"/desk/jobs/{self.job}/preview",
            "application": f"/desk/applications/{self.application}", "candidates": "/desk/candidates", "clients": "/desk/clients",
        }
        for name, path in public.items():
            tour(self.browser, self.ledger, name, self.absolute(path))
        for name, path in desk.items():
            tour(self.browser, self.ledger, name, self.absolute(path), signed_in)
        self.withdraw()

    def absolute(self, path):
        return path if path and path.startswith("http") else self.at + (path or "/missing")

    def withdraw(self):
        page = window(self.browser, 390)
        with self.ledger.step("the candidate withdraws", page):
            page.goto(self.private_link)
            page.locator("form[action*='withdraw'] button").click()
            expect(page.locator("main")).to_contain_text(re.compile("withdrawn", re.I))
        page.context.close()


def fill_if_there(page, name, value):
    """Text goes in as typed; where a field takes one entry a row, the first row takes the first entry."""
    field = page.locator(f"[name='{name}']").first
    check(field.count(), f"the form has no field {name}")
    multiline = field.evaluate("e => e.tagName") == "TEXTAREA"
    field.fill(value if multiline else value.split("\n")[0])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--configuration", default="debug", help="which build: debug or release")
    options = parser.parse_args()
    discard(VAR)
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    ledger = Ledger()
    try:
        with Shortlist(options.configuration, VAR) as server, sync_playwright() as playwright:
            browser = launch(playwright)
            MainJob(server, browser, ledger).run()
            browser.close()
    except ServerFailed as failure:
        with ledger.step("the server starts"):
            raise failure
    sys.exit(ledger.close())


if __name__ == "__main__":
    main()
