"""python -m benchmarks.portal_load --database NAME: partners at work at once.

Makes partners with a user each in the database, one of them with many deals, serves
the database in a process of its own and lets every partner open the pages of its desk
in a thread of its own. Prints the times of each page and fails if any answer is none.
"""

import argparse
import http.cookiejar
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from .served import Times, served, table

LOGIN = "load-partner-{}"
PASSWORD = "a-password-of-the-load"  # noqa: S105
PAGES = ("/my/partner", "/my/deals", "/my/deals?search=client", "/my/catalogue")
#: Of the pages of the partner with many deals: its first and its last one.
DEEP = ("/my/deals", "/my/deals/page/500", "/my/partner")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
TIMEOUT = 120


class Visitor(threading.Thread):
    """One partner: logs in and opens the pages, one after the other."""

    def __init__(self, base, login, pages, rounds, times, start):
        super().__init__()
        self.base, self.login, self.pages = base, login, pages
        self.rounds, self.times, self.begin = rounds, times, start
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)

    def run(self):
        page = self._ask("log in", "/web/login")
        token = TOKEN.search(page or "")
        texts = {
            "login": self.login,
            "password": PASSWORD,
            "csrf_token": token and token.group(1),
        }
        data = urllib.parse.urlencode(texts).encode()
        self._ask("log in", "/web/login", data, "/web/login")
        self.begin.wait()
        for _round in range(self.rounds):
            for page in self.pages:
                self._ask(page, page, refused="/web/login")

    def _ask(self, name, path, data=None, refused=None):
        """Open an address; being sent to `refused` is an error."""
        started = time.monotonic()
        text, error = None, None
        try:
            with self.browser.open(self.base + path, data, TIMEOUT) as answer:
                text = answer.read().decode()
                if refused and urllib.parse.urlsplit(answer.url).path == refused:
                    error = "was asked to log in"
        except (urllib.error.URLError, OSError) as failure:
            error = str(failure)
        self.times.add(name, time.monotonic() - started, error)
        return text


def prepare(env, partners, deals):
    """Make partners with a user each; the first one has so many deals.

    :return: logins of the users
    """
    users = env["res.users"].with_context(no_reset_password=True)
    logins = [LOGIN.format(number) for number in range(partners)]
    known = set(users.search([("login", "in", logins)]).mapped("login"))
    grade = env["res.partner.grade"].search([], limit=1)
    portal = env.ref("base.group_portal")
    for number, login in enumerate(logins):
        if login in known:
            continue
        company = env["res.partner"].create(
            {
                "name": f"Load Partner {number}",
                "is_company": True,
                "grade_id": grade.id,
            }
        )
        user = users.create(
            {
                "name": f"Person {number}",
                "login": login,
                "group_ids": [(6, 0, portal.ids)],
                "company_id": env.company.id,
                "company_ids": [(6, 0, env.company.ids)],
            }
        )
        user.partner_id.parent_id = company
    first = users.search([("login", "=", logins[0])])
    first.password = PASSWORD
    env.flush_all()
    # One hash for all: what it costs to make it is not measured.
    env.cr.execute(
        """UPDATE res_users SET password = (SELECT password FROM res_users
                                             WHERE id = %s)
            WHERE login = ANY(%s)""",
        (first.id, logins),
    )
    _fill_deals(env, first.partner_id.commercial_partner_id, deals)
    return logins


def _fill_deals(env, partner, number):
    env.cr.execute(
        """
        INSERT INTO partner_deal (name, active, company_id, currency_id, state,
                                  partner_id, client_name, subject, amount,
                                  submitted_at, review_deadline, protected_until)
        SELECT 'LOAD/' || n, TRUE, %(company)s, %(currency)s,
               (ARRAY['submitted', 'approved', 'won', 'lost'])[1 + n %% 4],
               %(partner)s, 'Client ' || n, 'Need ' || n, n * 10,
               now() - n * INTERVAL '1 hour', now() + n * INTERVAL '1 hour',
               CURRENT_DATE + (n %% 90)::int
          FROM generate_series(
                   1 + (SELECT count(*) FROM partner_deal
                         WHERE partner_id = %(partner)s), %(number)s) n
        """,
        {
            "company": env.company.id,
            "currency": env.company.currency_id.id,
            "partner": partner.id,
            "number": number,
        },
    )
    env.cr.execute("ANALYZE partner_deal")


def load(base, logins, rounds):
    """Let all partners work at once.

    :param str base: address of the server
    :param logins: of the users; the first one has many deals
    :param int rounds: how often each opens its pages
    :return: :class:`Times` of the pages, of the deep list, and the seconds in all
    """
    times, deep = Times(), Times()
    start = threading.Event()
    crowd = [Visitor(base, one, PAGES, rounds, times, start) for one in logins[1:]]
    crowd.append(Visitor(base, logins[0], DEEP, rounds, deep, start))
    for one in crowd:
        one.start()
    while sum(len(one.seconds.get("log in", ())) for one in (times, deep)) < 2 * len(
        crowd
    ):
        threading.Event().wait(0.1)
    started = time.monotonic()
    start.set()
    for one in crowd:
        one.join()
    return times, deep, time.monotonic() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--database", required=True, help="with partner_portal")
    parser.add_argument("--partners", type=int, default=50)
    parser.add_argument("--deals", type=int, default=10000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--port", type=int, default=18969)
    parser.add_argument("--log", default="portal_load.log", help="of the server")
    options = parser.parse_args()
    from odoo.tools import config

    config.parse_config(
        ["-d", options.database, "--no-http", "--log-level=error"], setup_logging=True
    )
    from . import database

    with database.administrator(options.database) as env:
        logins = prepare(env(su=True), options.partners, options.deals)
        env.cr.commit()
    with served(options.database, options.port, options.log) as base:
        load(base, logins[:1], 1)  # fills the caches of the server
        _none, alone, _seconds = load(base, logins[:1], options.rounds)
        times, deep, seconds = load(base, logins, options.rounds)
    errors = times.errors + deep.errors + alone.errors
    number = sum(map(len, [*times.seconds.values(), *deep.seconds.values()]))
    for line in table(f"{len(logins)} partners at once", times):
        print(line)
    for line in table(f"partner with {options.deals:,} deals", deep):
        print(line)
    for line in table("the same partner alone", alone):
        print(line)
    print(f"{number} answers in {seconds:.0f} s, {len(errors)} errors")
    for error in errors[:20]:
        print(error)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
