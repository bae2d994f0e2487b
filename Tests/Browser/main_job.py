#!/usr/bin/env python3
"""The main job in a real browser against a real server, at 1440 and at 390 pixels: Post, Apply, Work in two windows, Follow, Withdraw; the
office: people, settings, the trail; and candidates: portal, review, search, duplicates.

Starts its own server on a free port with demo data under var/test/browser. Pictures: var/screenshots.
"""

import argparse
import fcntl
import json
import re
import shutil
import sys

from playwright.sync_api import expect, sync_playwright

from board import SECOND, Board
from candidates import Candidates
from browser import (
    SCREENSHOTS, PROJECT, Ledger, check, check_accessible, check_fits, check_quiet, launch, letter_to, make_blank_resume, make_resume, tour, window,
)
from office import Office
from people import CASTS, FIELDS
from shortlist_server import ServerFailed, Shortlist, discard

VAR = PROJECT / "var" / "test" / "browser"
ADVICE = "Ask about the settlement service."
REASON = "No text in the file, and no answer by phone."


class MainJob:
    """One width's main job. The steps share what the earlier ones made: the job, the applications, the private links."""

    def __init__(self, server, browser, ledger, width):
        self.server = server
        self.browser = browser
        self.ledger = ledger
        self.width = width
        self.at = server.address
        self.title, self.fitting, self.unreadable = (CASTS[width][name] for name in ("title", "fitting", "unreadable"))
        self.recruiter = self.window()
        self.second = None
        self.job = self.slug = self.application = None
        self.links = {}

    def window(self, **more):
        return window(self.browser, self.width, **more)

    def desk_window(self, **more):
        """Another window of the same recruiter."""
        return self.window(storage_state=self.recruiter.context.storage_state(), **more)

    def step(self, name, page=None):
        return self.ledger.step(f"{self.width}: {name}", page, is_needed=True)

    def run(self):
        self.sign_in()
        self.post()
        self.apply()
        self.work()
        self.follow()

    def sign_in(self):
        with self.step("a recruiter signs in with a single-use link", self.recruiter):
            link = self.server.sign_in_link("RECRUITER")
            self.open_link(self.recruiter, link)
            check("/desk" in self.recruiter.url, f"landed on {self.recruiter.url}")
        stranger = self.window()
        with self.step("the link opens only once", stranger):
            self.open_link(stranger, link)
            stranger.goto(self.at + "/desk")
            check("/sign-in" in stranger.url, f"landed on {stranger.url}")
        stranger.context.close()

    @staticmethod
    def open_link(page, link):
        """A link answers with a button, so that a mail scanner cannot spend it."""
        page.goto(link)
        button = page.locator("form[action*='sign-in'] button, form[method='post' i] button").first
        if "/sign-in/" in page.url and button.count():
            button.click()

    # MARK: Post

    def post(self):
        page = self.recruiter
        with self.step("a recruiter fills in a job", page):
            page.goto(self.at + "/desk/jobs/new")
            page.locator("select[name=client_id]").select_option(index=1)
            for name, value in {"title": self.title, **FIELDS}.items():
                page.locator(f"[name='{name}']").fill(value)
            page.locator("select[name=work_mode]").select_option("Hybrid")
            check_fits(page)
            page.get_by_role("button", name="Save draft").click()
            page.wait_for_url(re.compile(r"/desk/jobs/[0-9a-f-]{36}/preview"))
            self.job = re.search(r"[0-9a-f-]{36}", page.url)[0]
        with self.step("the preview shows the job as the public will see it", page):
            expect(page.get_by_role("heading", name=self.title).first).to_be_visible()
        with self.step("the recruiter publishes it", page):
            page.get_by_role("button", name="Publish").first.click()
            expect(page.locator(".flash.good")).to_contain_text("Published at")
        visitor = self.window()
        with self.step("the public finds it by search, with structured data for Google", visitor):
            visitor.goto(self.at + "/jobs?q=" + "+".join(self.title.split()[:2]))
            visitor.get_by_role("link", name=self.title).first.click()
            visitor.wait_for_url(re.compile(r"/jobs/[^/?]+$"))
            self.slug = visitor.url.rsplit("/", 1)[1]
            posting = json.loads(visitor.locator("script[type='application/ld+json']").first.text_content())
            check(posting["@type"] == "JobPosting" and posting["title"] == self.title, f"structured data: {posting}")
            check_fits(visitor)
            check_quiet(visitor)
        visitor.context.close()

    # MARK: Apply, while two windows show the recruiter's queue

    def apply(self):
        first, second = self.desk_window(), self.desk_window()
        with self.step("two windows show the queue, which knows nothing of the job", first):
            for page in (first, second):
                page.goto(self.at + "/desk")
                expect(page.get_by_role("heading", name="Your queue")).to_be_visible()
                expect(page.locator("#queue")).not_to_contain_text(self.title)
        self.apply_as_stranger()
        with self.step("the queue shows the new applicant by itself, in both windows", second):
            for page in (first, second):
                self.expect_matches(page, f"1 new applicant for {self.title}")
        self.apply_again()
        self.apply_unreadable()
        with self.step("the queue counts the second applicant, in both windows", second):
            for page in (first, second):
                self.expect_matches(page, f"2 new applicants for {self.title}")
                expect(page.locator("#queue").get_by_text(f"new applicants for {self.title}")).to_have_count(1)
        self.expect_parse_failure(first, second)
        first.context.close()
        second.context.close()

    @staticmethod
    def expect_matches(page, words):
        expect(page.locator("#queue").get_by_role("link", name=words)).to_be_visible(timeout=SECOND)

    def apply_as_stranger(self):
        without = self.width == 390
        page = self.window(java_script_enabled=not without)
        with self.step(f"a stranger applies {'without' if without else 'with'} JavaScript and without an account", page):
            make_resume(self.browser, self.resume(), self.fitting)
            self.send(page, self.fitting, self.resume())
            expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, your application is in")
        self.expect_letter(self.fitting)
        page.context.close()

    def expect_letter(self, person):
        with self.step(f"{person['name']} gets a letter with a private link"):
            text = letter_to(self.server.var / "mail", person["email"], r"/a/[\w-]+")
            self.links[person["name"]] = self.at + re.search(r"/a/[\w-]+", text)[0]

    def apply_again(self):
        page, shouted = self.window(), {**self.fitting, "email": self.fitting["email"].upper()}
        with self.step("the same once more, in capitals, is no second application", page):
            self.send(page, shouted, self.resume())
            expect(page.locator("main")).to_contain_text("there is one application")
        with self.step("a newer résumé updates the application and says so", page):
            newer = {**self.fitting, "skills": [*self.fitting["skills"], "Terraform"]}
            self.send(page, shouted, make_resume(self.browser, self.resume("newer"), newer))
            expect(page.get_by_role("heading", level=1)).to_have_text("You had already applied")
        page.context.close()

    def apply_unreadable(self):
        page = self.window()
        with self.step("a PDF without a word in it is taken as well", page):
            self.send(page, self.unreadable, make_blank_resume(self.browser, self.resume("blank")))
            expect(page.get_by_role("heading", level=1)).to_have_text("Thank you, your application is in")
            check_fits(page)
            check_quiet(page)
        page.context.close()

    def expect_parse_failure(self, first, second):
        name = self.unreadable["name"]
        card = "#queue .action.high"
        with self.step("a card tells the recruiter that it could not be read, in both windows", second):
            for page in (first, second):
                told = page.locator(card, has_text=f"The résumé of {name} could not be read")
                expect(told).to_be_visible(timeout=20_000)
                expect(told).to_contain_text(f"{self.resume('blank').name}, for {self.title}.")
                expect(told).to_contain_text("The application is safe.")
            check_quiet(second)
        with self.step("the card leads to the review, and the application is there", first):
            first.locator(card, has_text=name).get_by_role("link", name="Look at it").click()
            expect(first.get_by_role("heading", level=1)).to_have_text("Could not be read")
            first.locator("main").get_by_role("link", name=name).first.click()
            expect(first.get_by_role("heading", level=1)).to_have_text(name)
            first.locator("main").get_by_role("link", name=self.title).first.click()
            expect(first.locator("main")).to_contain_text("The résumé could not be read.")
        self.expect_letter(self.unreadable)
        candidate = self.window()
        with self.step("the candidate is told as well, and asked for another copy", candidate):
            candidate.goto(self.links[name])
            expect(candidate.locator("main")).to_contain_text("We could not read your résumé.")
            expect(candidate.get_by_role("link", name="Send another copy")).to_be_visible()
        candidate.context.close()

    def resume(self, kind="resume"):
        return VAR / f"{kind}-{self.width}.pdf"

    def send(self, page, person, resume):
        page.goto(f"{self.at}/jobs/{self.slug}/apply")
        page.get_by_label("Name").fill(person["name"])
        page.get_by_label("E-mail").fill(person["email"])
        page.get_by_label("Phone").fill(person["phone"])
        page.get_by_label("Résumé", exact=True).set_input_files(resume)
        page.locator("input[name=consent]").check()
        page.get_by_role("button", name="Send application").click()

    # MARK: Work

    def work(self):
        name = self.fitting["name"]
        address = f"{self.at}/desk/jobs/{self.job}"
        first, second = Board(self.recruiter, address), Board(self.desk_window(), address)
        self.second = second
        with self.step("two windows show the board, scored, the better first", second.page):
            for board in (first.open(), second.open()):
                board.shows(name, "New")
                best, rest = board.score(name), board.score(self.unreadable["name"])
                check(0 <= rest < best <= 100, f"scored {best} and {rest}")
                expect(board.column("New").locator(".card").first).to_contain_text(name)
            self.application = first.application(name)
            check_fits(second.page)
        if self.width == 390:
            self.work_with_buttons(first, second, name)
        else:
            self.work_with_mouse_and_keys(first, second, name)
        self.read_application()

    def work_with_mouse_and_keys(self, first, second, name):
        with self.step("a card is dragged, and the second window shows it within a second", first.page):
            first.drag(name, "Screening")
            second.shows(name, "Screening")
        with self.step("`e` advances it", first.page):
            first.press(name, "e")
            second.shows(name, "Interview")
        with self.step("`u` takes that back", first.page):
            expect(first.page.get_by_role("button", name="Undo")).to_be_visible()
            first.page.keyboard.press("u")
            second.shows(name, "Screening")
        with self.step("`e` again", first.page):
            first.press(name, "e")
            second.shows(name, "Interview")
        stale = Board(self.desk_window(), first.address).hold_still().open()
        with self.step("of two who move a card, the second is told what happened, and shown", stale.page):
            stale.shows(name, "Interview")
            first.press(name, "e")
            second.shows(name, "Offer")
            stale.shows(name, "Interview")
            stale.drag(name, "Screening")
            told = stale.page.locator(".toast.bad")
            expect(told).to_contain_text(f"{name} was not moved. A colleague moved this card to Offer a moment ago.")
            stale.shows(name, "Offer")
            second.shows(name, "Offer")
            check_accessible(stale.page)
        stale.page.context.close()
        other = self.unreadable["name"]
        with self.step("`r` asks for remarks; Escape leaves everything as it was", first.page):
            first.press(other, "r")
            first.page.get_by_role("dialog", name=f"Reject {other}?").wait_for()
            check_accessible(first.page)
            first.page.keyboard.press("Escape")
            first.shows(other, "New")
        with self.step("a rejection with remarks, in both windows", first.page):
            first.press(other, "r")
            dialog = first.page.get_by_role("dialog", name=f"Reject {other}?")
            dialog.get_by_label("Remarks").fill(REASON)
            dialog.get_by_role("button", name="Reject").click()
            second.shows(other, "Rejected")
            check_quiet(first.page)
            check_quiet(second.page)

    def work_with_buttons(self, first, second, name):
        stale = Board(self.desk_window(java_script_enabled=False), first.address).open()
        with self.step("the card's button moves it, and the second window shows it within a second", first.page):
            first.card(name).get_by_role("button", name=f"Advance {name} to Screening").click()
            second.shows(name, "Screening")
        with self.step("the same by keyboard alone", first.page):
            first.card(name).get_by_role("button", name=f"Advance {name} to Interview").focus()
            first.page.keyboard.press("Enter")
            second.shows(name, "Interview")
        with self.step("of two who move a card, the second is told what happened, without JavaScript too", stale.page):
            stale.card(name).get_by_role("button").click()
            expect(stale.page.get_by_role("heading", level=1)).to_have_text("Somebody was faster")
            expect(stale.page.locator("main")).to_contain_text("A colleague moved this card to Interview a moment ago.")
            second.shows(name, "Interview")
        stale.page.context.close()
        with self.step("the application's own button, with remarks", first.page):
            self.move_on_its_page(self.application, "Advance to Offer", ADVICE)
            second.shows(name, "Offer")
        with self.step("a rejection with remarks there", first.page):
            other = self.unreadable["name"]
            self.move_on_its_page(second.application(other), "Reject", REASON)
            second.shows(other, "Rejected")
            check_quiet(first.page)
            check_quiet(second.page)

    def move_on_its_page(self, application, button, remarks):
        page = self.recruiter
        page.goto(f"{self.at}/desk/applications/{application}")
        page.get_by_label("Remarks").fill(remarks)
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.locator(".flash.good")).to_contain_text("Moved to")
        expect(page.locator(".timeline li", has_text=remarks)).to_be_visible()

    def read_application(self):
        page = self.recruiter
        with self.step("the application page shows profile, score, reasons and timeline", page):
            page.goto(f"{self.at}/desk/applications/{self.application}")
            main = page.locator("main")
            score = int(page.locator(".head .score b").inner_text())
            expect(page.get_by_role("heading", name=f"Why {score}")).to_be_visible()
            for text in (self.fitting["name"], self.fitting["email"], "PostgreSQL", "Terraform", "Northwind Payments", "Sent new details", "Interview → Offer"):
                expect(main).to_contain_text(text)
            check(page.locator(".evidence li").count() >= 3, "fewer than three reasons")
        with self.step("the rejection and its remarks stand in the timeline", page):
            page.goto(f"{self.at}/desk/applications/{self.second.application(self.unreadable['name'])}")
            expect(page.locator(".timeline li", has_text="New → Rejected")).to_contain_text(REASON)
            check_quiet(page)

    # MARK: Follow

    def follow(self):
        page = self.window()
        with self.step("the candidate sees where it stands", page):
            page.goto(self.links[self.fitting["name"]])
            expect(page.locator("main")).to_contain_text("there is an offer for you")
            expect(page.locator("[aria-current=step]")).to_have_text("Offer")
            check_fits(page)
        with self.step("the rejected candidate reads kind words, and no remarks", page):
            page.goto(self.links[self.unreadable["name"]])
            expect(page.locator("main")).to_contain_text("this time others were closer")
            expect(page.locator("main")).not_to_contain_text(REASON)
            check_quiet(page)
        page.context.close()

    def withdraw(self):
        page = self.window(java_script_enabled=self.width != 390)
        with self.step("the candidate withdraws, and the board shows it within a second", page):
            page.goto(self.links[self.fitting["name"]])
            page.get_by_role("button", name="Withdraw my application").click()
            expect(page.locator(".flash.good")).to_have_text("Your application is withdrawn.")
            expect(page.locator("main")).to_contain_text("you have withdrawn this application")
            self.second.shows(self.fitting["name"], "Withdrawn")
        page.context.close()
        self.second.page.context.close()

    # MARK: Every page

    def look_at_every_page(self):
        page = self.recruiter
        page.goto(f"{self.at}/desk/applications/{self.application}")
        candidate = page.get_by_role("link", name="All applications").get_attribute("href")
        public = {
            "sign-in": "/sign-in", "jobs": "/jobs", "job": f"/jobs/{self.slug}", "apply": f"/jobs/{self.slug}/apply",
            "applied": f"/jobs/{self.slug}/applied", "follow": self.links[self.fitting["name"]].removeprefix(self.at), "mail": "/dev/mail",
        }
        desk = {
            "desk": "/desk", "desk-jobs": "/desk/jobs", "desk-job-new": "/desk/jobs/new", "board": f"/desk/jobs/{self.job}",
            "desk-job-edit": f"/desk/jobs/{self.job}/edit", "preview": f"/desk/jobs/{self.job}/preview",
            "application": f"/desk/applications/{self.application}", "candidates": "/desk/candidates", "candidate": candidate, "clients": "/desk/clients",
        }
        for name, path in public.items():
            tour(self.browser, self.ledger, name, self.at + path)
        tour(self.browser, self.ledger, "missing", self.at + "/missing", status=404)
        signed_in = page.context.storage_state()
        for name, path in desk.items():
            tour(self.browser, self.ledger, name, self.at + path, signed_in)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--configuration", default="debug", help="which build: debug or release")
    parser.add_argument("--only", choices=["office", "main", "candidates"], help="a part of it")
    options = parser.parse_args()
    VAR.parent.mkdir(parents=True, exist_ok=True)
    # A second run in the same tree waits: both use the same folder and pictures.
    lock = open(VAR.parent / "browser.lock", "w")
    fcntl.flock(lock, fcntl.LOCK_EX)
    discard(VAR)
    shutil.rmtree(SCREENSHOTS, ignore_errors=True)
    SCREENSHOTS.mkdir(parents=True)
    ledger = Ledger()
    try:
        with Shortlist(options.configuration, VAR) as server, sync_playwright() as playwright:
            browser = launch(playwright)
            narrow, wide = (MainJob(server, browser, ledger, width) for width in (390, 1440))
            if options.only in (None, "office"):
                with ledger.chain("the office"):
                    office = Office(server, browser, ledger)
                    office.run()
                    office.look_at_every_page()
            if options.only in (None, "candidates"):
                with ledger.chain("candidates"):
                    candidates = Candidates(server, browser, ledger)
                    candidates.run()
                    candidates.look_at_every_page()
            if options.only in (None, "main"):
                with ledger.chain("the main job at 390"):
                    narrow.run()
                    narrow.withdraw()
                with ledger.chain("the main job at 1440"):
                    wide.run()
                    wide.look_at_every_page()
                    wide.withdraw()
            browser.close()
    except ServerFailed as failure:
        with ledger.step("the server starts"):
            raise failure
    sys.exit(ledger.close())


if __name__ == "__main__":
    main()
