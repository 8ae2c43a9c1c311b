"""A browser over real HTTP, which looks at cookies and security headers as strictly as a real one."""

import gzip
import re
from collections.abc import Iterable
from http.client import HTTPConnection
from urllib.parse import urlsplit

from services.core.web.security import PAGE
from tests.browsing import Browsing, Page

#: Seconds for an answer: a function may start cold on a busy machine.
_PATIENCE = 60


class Browser(Browsing):
    """One browser before one site; it goes as far as the site's own pages.

    Like Chromium it sends `__Host-` cookies to loopback over http, and like every browser it says where a
    form comes from. Each page that it is shown must carry the security headers.
    """

    def __init__(self, site: str) -> None:
        super().__init__()
        self.site = site

    def open(self, url: str) -> Page:
        """Follow a link of an e-mail, which has to lead to this site."""
        assert url.startswith(f"{self.site}/"), f"{url} leads elsewhere than {self.site}"
        return self.get(url.removeprefix(self.site))

    def click(self, page: Page, words: str) -> Page:
        """Follow the first link with these words."""
        links = [link.address for link in page.links if words in link.words]
        assert links, f"no link “{words}” on: {page.text}"
        return self.get(links[0])

    def press(self, page: Page, *, do: str = "", follow: bool = True, **typed: str) -> Page:
        """Fill in the page's form, one of which must have these fields, and press its button."""
        filled = {*typed, *(["do"] if do else [])}
        assert any(filled <= form.names for form in page.forms), f"no fields {filled} on: {page.text}"
        return super().press(page, do=do, follow=follow, **typed)

    def press_in(self, page: Page, action: str) -> Page:
        """Press the button of the form that goes to `action`, as it stands."""
        (form,) = (form for form in page.forms if form.action == action)
        return self.post(form.action, form.fields)

    def download(self, page: Page, words: str) -> Page:
        """Follow the first link with these words to a file, also where it lies with somebody else."""
        answer = self.click(page, words)
        if answer.status != 303:
            return answer
        parts = urlsplit(answer.location)
        return _asked(parts.netloc, "GET", f"{parts.path}?{parts.query}", {}, b"")

    def _goes(self, path: str, location: str) -> bool:
        del path  # wherever it comes from
        return location.startswith("/")

    def _send(self, method: str, path: str, body: bytes) -> Page:
        headers = {"Accept": "text/html,*/*", "Accept-Language": "vi", "Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = self._cookie_line()
        if method == "POST":
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": self.site,
                "Sec-Fetch-Site": "same-origin",
            }
        page = _asked(urlsplit(self.site).netloc, method, path, headers, body)
        page.location = page.location.removeprefix(self.site)
        self._keep(page.headers["set-cookie"])
        if page.headers.get("content-type", "").startswith("text/html"):
            _is_guarded(page, f"{method} {path}")
        return page

    def _keep(self, lines: Iterable[str]) -> None:
        for line in lines:
            rules = {rule.strip() for rule in line.split(";")[1:]}
            assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= rules, line
            if line.startswith("__Host-"):
                assert "Secure" in rules, line
                assert not any(rule.startswith("Domain=") for rule in rules), line
            super()._keep([line])


def _asked(host: str, method: str, path: str, headers: dict[str, str], body: bytes) -> Page:
    """One request over a connection of its own."""
    connection = HTTPConnection(host, timeout=_PATIENCE)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
        found = {name.lower(): value for name, value in answer.getheaders()}
        found["set-cookie"] = [value for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    finally:
        connection.close()
    return Page(
        status=answer.status,
        location=found.get("location", ""),
        headers=found,
        body=gzip.decompress(content) if found.get("content-encoding") == "gzip" else content,
    )


def _is_guarded(page: Page, what: str) -> None:
    """What every page tells its browser is there, and nothing says that it may be kept."""
    lacking = {name: text for name, text in PAGE.items() if page.headers.get(name.lower()) != text}
    assert lacking == {}, f"{what} answers {page.status} without {sorted(lacking)}"
    assert not re.search(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page.html), f"{what}: code within"
