"""Candidates in a real browser: the portal on a phone, the review of what was read, the search, and two profiles that become one and two again."""

import io
import json
import re
import time
import zipfile

from playwright.sync_api import expect

from browser import SCREENSHOTS, check, check_accessible, check_fits, check_quiet, make_resume, tour, window

SENT = {
    "name": "Deepak Prasad", "email": "deepak.p@example.com", "phone": "+91 98450 77665", "slug": "deepak-prasad-sent",
    "skills": ["Quarkus", "PostgreSQL", "Terraform"],
}


class Candidates:
    def __init__(self, server, browser, ledger):
        self.server = server
        self.browser = browser
        self.ledger = ledger
        self.at = server.address
        self.recruiter = window(browser)
        self.candidate = window(browser, 390)
        self.name = self.person = None

    def step(self, name, page=None):
        return self.ledger.step(f"candidates: {name}", page or self.recruiter, is_needed=True)

    def run(self):
        self.come_in()
        self.write_profile()
        self.send_resume()
        self.take_copy()
        self.review()
        self.search()
        self.merge_and_undo()

    def come_in(self):
        for page, role in ((self.candidate, "CANDIDATE"), (self.recruiter, "RECRUITER")):
            with self.step(f"a {role.lower()} comes in by a link", page):
                page.goto(self.server.sign_in_link(role))
                page.get_by_role("button", name="Sign me in").click()
        with self.step("the portal opens on a phone", self.candidate):
            self.candidate.goto(self.at + "/me")
            self.name = json.loads(self.candidate.request.get(self.at + "/api/v1/me/profile").text()).get("full_name") or "Deepak Prasad"
            check_fits(self.candidate)
            check_accessible(self.candidate)

    # MARK: The portal

    def write_profile(self):
        page = self.candidate
        with self.step("pay is typed as people say it, and what is wrong comes back with the rest saved", page):
            page.goto(self.at + "/me/profile/salary")
            page.locator("[name=expected_ctc]").fill("18.5 LPA")
            page.locator("[name=current_ctc]").fill("a lot")
            page.get_by_role("button", name="Save").click()
            expect(page.locator("main .problem").first).to_be_visible()
            expect(page.locator("[name=current_ctc]")).to_have_value("a lot")
            expect(page.locator(".flash.good")).to_contain_text("saved")
            page.complaints.clear()  # the browser itself complains of a 422
            page.locator("[name=current_ctc]").fill("12,50,000")
            page.get_by_role("button", name="Save").click()
            page.goto(self.at + "/me/profile")
            expect(page.locator("main")).to_contain_text("18.5")
            expect(page.locator("main")).to_contain_text("12.5")
            check_fits(page)
        with self.step("a skill is completed while it is typed", page):
            page.goto(self.at + "/me/profile/skills")
            field = page.locator("[role=combobox]").first
            field.click()
            field.press_sequentially("postgr", delay=30)
            expect(page.locator("[role=option]").first).to_contain_text("PostgreSQL")
            check_accessible(page)
            check_quiet(page)

    def send_resume(self):
        page = self.candidate
        with self.step("a new résumé is sent and read", page):
            path = make_resume(self.browser, self.server.var / "sent.pdf", SENT)
            page.goto(self.at + "/me/resumes")
            page.locator("input[type=file]").first.set_input_files(path)
            page.get_by_role("button", name="Send").click()
            end = time.monotonic() + 30
            while time.monotonic() < end and page.locator("main .tag", has_text=re.compile(r"^read$")).count() == 0:
                time.sleep(0.5)
                page.reload()
            expect(page.locator("main .tag", has_text=re.compile(r"^read$"))).to_be_visible()
            expect(page.locator("main")).to_contain_text("sent.pdf")
            check_fits(page)

    def take_copy(self):
        page = self.candidate
        with self.step("a copy of everything is a ZIP with the file in it", page):
            page.goto(self.at + "/me/data")
            with page.expect_download() as taken:
                page.get_by_role("button", name="Everything, with files (ZIP)").click()
            archive = zipfile.ZipFile(io.BytesIO(open(taken.value.path(), "rb").read()))
            check(archive.testzip() is None, "the archive is broken")
            names = archive.namelist()
            check(any(name.endswith(".json") for name in names) and any("sent" in name for name in names), f"the archive holds {names}")
        with self.step("consents and erasure are explained", page):
            page.goto(self.at + "/me/privacy")
            check_fits(page)
            check_accessible(page)

    # MARK: The review

    def review(self):
        page = self.recruiter
        with self.step("what was read is looked over beside the page, by the keyboard"):
            found = json.loads(page.request.get(self.at + "/api/v1/desk/candidates?q=%22parcel+tracking+API%22").text())["candidates"]
            check(found, "the words of the résumé are not found")
            self.person = found[0]["id"]
            page.goto(f"{self.at}/desk/candidates/{self.person}/review")
            picture = page.locator(".sheet img").first
            expect(picture).to_be_visible()
            check(picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth }") > 300, "the page's picture is not there")
            first = page.locator(".review-field [data-accept]:visible").first
            first.focus()
            page.keyboard.press("a")
            expect(page.locator(".review-field.accepted")).to_have_count(1)
            check_accessible(page)
            check_fits(page)
            page.get_by_role("button", name=re.compile("go on")).click()
            page.goto(f"{self.at}/desk/candidates/{self.person}/review")
            expect(page.locator("main")).to_contain_text("looked over by")
            check_quiet(page)

    # MARK: The search

    def search(self):
        page = self.recruiter
        with self.step("a field is completed, and found people show why"):
            page.goto(self.at + "/desk/candidates")
            box = page.locator("[data-search-language]")
            box.click()
            box.press_sequentially("skill:postgr", delay=30)
            expect(page.locator(".find-options li").first).to_contain_text("PostgreSQL")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
            expect(box).to_have_value("skill:PostgreSQL ")
            page.keyboard.press("Enter")
            expect(page.locator(".people .tag.good").first).to_have_text("PostgreSQL")
            check_accessible(page)
        with self.step("an error points at its character"):
            page.goto(self.at + "/desk/candidates?q=java+AND+%28spring")
            expect(page.locator(".find-wrong mark")).to_have_text("(")
        page.complaints.clear()
        with self.step("a filter narrows, and comes off again"):
            page.goto(self.at + "/desk/candidates?q=engineer")
            count = page.locator(".find-status").inner_text()
            page.locator(".find-facets a").first.click()
            expect(page.locator(".find-facets a[aria-current]").first).to_be_visible()
            check(page.locator(".find-status").inner_text() != count, "the filter changed nothing")
            page.locator(".find-facets a[aria-current]").first.click()
            expect(page.locator(".find-facets a[aria-current]")).to_have_count(0)
        with self.step("a name with a typo is found, by meaning too, and the search is kept"):
            page.goto(self.at + "/desk/candidates?q=shrama")
            expect(page.locator(".find-status")).to_contain_text("shown are Sharma")
            end = time.monotonic() + 60
            while time.monotonic() < end:
                page.goto(self.at + "/desk/candidates?mode=meaning&q=looking+after+databases")
                if page.locator(".find-why").count():
                    break
                time.sleep(1)
            expect(page.locator(".people")).to_contain_text("% alike")
            page.get_by_text("Keep this search").click()
            page.get_by_label("Name").fill("Database people")
            page.get_by_role("button", name="Keep", exact=True).click()
            expect(page.locator(".find-kept")).to_contain_text("Database people")
            check_quiet(page)

    # MARK: Duplicates

    def merge_and_undo(self):
        page = self.recruiter
        with self.step("two profiles are compared side by side and merged"):
            page.goto(self.at + "/desk/duplicates")
            page.get_by_role("link", name="Compare").first.click()
            names = page.get_by_role("group").first.inner_text()
            check_accessible(page)
            check_fits(page)
            page.get_by_role("button", name="Merge the two").click()
            expect(page.locator(".flash.good").first).to_be_visible()
            expect(page.locator("main")).to_contain_text("was merged into")
            check(names, "nothing to choose from")
        with self.step("the merge is undone after a later change, which stays"):
            kept = page.url.split("?")[0].rstrip("/")
            page.goto(kept + "/edit/availability")
            page.locator("[name=best_time_to_contact]").fill("after the merge")
            page.get_by_role("button", name="Save").click()
            page.goto(kept)
            page.get_by_role("button", name="Undo").first.click()
            page.goto(kept)
            expect(page.locator("main")).to_contain_text("after the merge")
            page.goto(self.at + "/desk/duplicates/merges")
            expect(page.locator("main")).to_contain_text("Undone by")
            check_quiet(page)

    # MARK: Every page

    def look_at_every_page(self):
        desk, own = self.recruiter.context.storage_state(), self.candidate.context.storage_state()
        pages = {
            "find": "/desk/candidates?q=engineer", "find-wrong": "/desk/candidates?q=(java", "searches": "/desk/searches", "similar": f"/desk/candidates/{self.person}/similar",
            "profile-desk": f"/desk/candidates/{self.person}", "profile-edit": f"/desk/candidates/{self.person}/edit/preferences", "history-desk": f"/desk/candidates/{self.person}/history",
            "candidate-new": "/desk/candidates/new", "review": f"/desk/candidates/{self.person}/review", "review-queue": "/desk/candidates/review", "imports": "/desk/imports",
            "duplicates": "/desk/duplicates", "merges": "/desk/duplicates/merges",
        }
        for name, path in pages.items():
            tour(self.browser, self.ledger, name, self.at + path, desk, status=422 if name == "find-wrong" else 200)
        for name, path in {
            "me": "/me", "me-profile": "/me/profile", "me-salary": "/me/profile/salary", "me-personal": "/me/profile/personal", "me-history": "/me/profile/history",
            "me-resumes": "/me/resumes", "me-privacy": "/me/privacy", "me-data": "/me/data",
        }.items():
            tour(self.browser, self.ledger, name, self.at + path, own)
