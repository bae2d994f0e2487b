"""What the browser tests share: Chromium, steps that are counted, accessibility checks, screenshots, résumés."""

import re
import sys
import time
import traceback
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "scripts"))
SCREENSHOTS = PROJECT / "var" / "screenshots"
WIDTHS = {1440: 900, 768: 1024, 390: 844}
# Desk and phone differ in layout, light and dark in colours; axe takes half a second a run.
AXE_AT = {("light", 1440), ("light", 390), ("dark", 768)}
AXE = Axe()
AXE_RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}, "resultTypes": ["violations"]}


class Broken(Exception):
    """A step failed that the ones after it stand on."""


class Ledger:
    """Counts steps. A failed one is told with its cause and a picture."""

    def __init__(self):
        self.passed = 0
        self.failed = 0

    @contextmanager
    def chain(self, name):
        """Steps that stand on each other: after the first that fails the others are not tried."""
        try:
            yield
        except Broken:
            print(f"  the rest of {name} was not tried", flush=True)

    @contextmanager
    def step(self, name, page=None, is_needed=False):
        started = time.monotonic()
        try:
            yield
        except Exception as problem:
            self.failed += 1
            print(f"✘ {name}: {str(problem).split('Aria snapshot:')[0].strip()}", flush=True)
            if not isinstance(problem, AssertionError):
                traceback.print_exc(limit=-2)
            if page:
                picture = SCREENSHOTS / f"failed-{self.failed}.png"
                page.screenshot(path=picture, full_page=True)
                print(f"  at {page.url}, picture {picture.relative_to(PROJECT)}", flush=True)
            if is_needed:
                raise Broken from problem
        else:
            self.passed += 1
            print(f"✔ {name} ({time.monotonic() - started:.1f} s)", flush=True)

    def close(self):
        """The closing line; the exit code for the process."""
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        return 1 if self.failed or not self.passed else 0


def launch(playwright):
    """Debian's Chromium; as root it runs only without its sandbox."""
    return playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])


def window(browser, width=1440, scheme="light", **more):
    """A person's own window: its own cookies; whatever its scripts complain about is kept."""
    context = browser.new_context(viewport={"width": width, "height": WIDTHS[width]}, color_scheme=scheme, reduced_motion="reduce", **more)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda line: page.complaints.append(line.text) if line.type == "error" else None)
    return page


def check(condition, message):
    if not condition:
        raise AssertionError(message)


def check_accessible(page):
    """No violation of WCAG 2.2 AA that axe can see."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("options => axe.run(options).then(found => found.violations)", AXE_RULES)
    told = [f"{v['id']}: {v['help']} ({', '.join(str(n['target']) for n in v['nodes'][:3])})" for v in found]
    check(not told, "axe: " + "; ".join(told))


def check_fits(page):
    """No sideways scrolling."""
    excess = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    check(excess <= 0, f"the page is {excess} pixels wider than the window")


def check_quiet(page):
    """The strict Content-Security-Policy and the scripts had nothing to complain about."""
    check(not page.complaints, f"the browser complained: {page.complaints[:3]}")


def tour(browser, ledger, name, path, signed_in=None, status=200):
    """Screenshots of one page, light and dark, at each width; no sideways scrolling at any; axe where layout or colours differ.

    `signed_in` is another window's storage state, `status` what the page answers with.

    The page is loaded once and then turned and repainted: loading it for each of the six would take three times as long.
    """
    page = window(browser, storage_state=signed_in)
    with ledger.step(f"{name} loads", page):
        answer = page.goto(path)
        check(answer.status == status, f"{path} answered {answer.status}")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width, height in WIDTHS.items():
            with ledger.step(f"{name} at {width} px, {scheme}", page):
                page.set_viewport_size({"width": width, "height": height})
                page.screenshot(path=SCREENSHOTS / f"{name}-{width}-{scheme}.png", full_page=True)
                check_fits(page)
                if (scheme, width) in AXE_AT:
                    check_accessible(page)
    if status < 400:  # the browser itself complains of an error page
        with ledger.step(f"{name} is quiet", page):
            check_quiet(page)
    page.context.close()


def make_resume(browser, path, person):
    """A real PDF with real text."""
    skills = ", ".join(person["skills"])
    return print_pdf(
        browser, path,
        f"""<html lang="en"><title>Résumé</title><style>body {{ font: 11pt sans-serif }} h2 {{ border-bottom: 1px solid }}</style>
        <h1>{person['name']}</h1><p>{person['email']} · {person['phone']} · Bengaluru, India · linkedin.com/in/{person['slug']}</p>
        <h2>Summary</h2><p>Backend engineer with 7 years of experience in payments and logistics.</p>
        <h2>Skills</h2><p>{skills}</p>
        <h2>Experience</h2><h3>Senior Software Engineer, Northwind Payments</h3><p>March 2021 – Present</p>
        <ul><li>Cut settlement time from 9 hours to 40 minutes with {person['skills'][0]} and {person['skills'][1]}.</li><li>Led a team of 5.</li></ul>
        <h3>Software Engineer, Contoso Logistics</h3><p>June 2018 – February 2021</p><ul><li>Built the parcel tracking API.</li></ul>
        <h2>Education</h2><p>B.E. Computer Science, Anna University, 2018</p></html>""",
    )


def make_blank_resume(browser, path):
    """A real PDF of one empty page, as a scanner makes it of a sheet that lies upside down."""
    return print_pdf(browser, path, "<html lang='en'><title>Résumé</title><body></body></html>")


def print_pdf(browser, path, html):
    """Chromium prints a page to this file."""
    page = browser.new_page()
    page.set_content(html)
    page.pdf(path=path, format="A4")
    page.close()
    return path


def letter_to(mail_folder, address, containing, limit=20):
    """The text of the newest letter to this address that has this in it, read from the .eml files of the mailbox."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        for file in sorted(Path(mail_folder).rglob("*.eml"), key=lambda f: f.stat().st_mtime, reverse=True):
            letter = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            body = letter.get_body(("plain", "html"))
            text = body.get_content() if body else ""
            if address in str(letter["to"]) and re.search(containing, text):
                return text
        time.sleep(0.2)
    raise AssertionError(f"no letter to {address} with {containing} within {limit} s")
