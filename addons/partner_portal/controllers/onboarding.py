from odoo.fields import Domain
from odoo.http import request, route

from .portal import PartnerDesk


class PartnerOnboarding(PartnerDesk):
    """The checklist of a new partner: its own steps to tick, ours to look at."""

    def _desk_pages(self):
        pages = super()._desk_pages()
        partner_sudo = self._get_desk_partner_sudo()
        if partner_sudo and request.env["partner.onboarding.task"].sudo().search_count(
            self._tasks_domain(partner_sudo), limit=1
        ):
            pages.append(
                {
                    "key": "onboarding",
                    "label": request.env._("First steps"),
                    "url": "/my/partner/onboarding",
                    "right": "home",
                    "sequence": 15,
                }
            )
        return pages

    def _desk_cards(self, partner_sudo):
        cards = super()._desk_cards(partner_sudo)
        tasks = self._tasks(partner_sudo)
        mine = [task for task in tasks if task["mine"] and task["state"] != "done"]
        if mine:
            late = any(task["state"] == "late" for task in mine)
            cards.append(
                {
                    "key": "onboarding",
                    "title": request.env._("First steps to do"),
                    "value": str(len(mine)),
                    "help": request.env._(
                        "%(done)s of %(all)s steps of the beginning are done.",
                        done=sum(task["state"] == "done" for task in tasks),
                        all=len(tasks),
                    ),
                    "url": "/my/partner/onboarding",
                    "kind": "warning" if late else "plain",
                    "right": "home",
                    "sequence": 20,
                    "lines": [
                        {
                            "text": task["name"],
                            "note": "",
                            "url": "/my/partner/onboarding",
                            "kind": "warning" if task["state"] == "late" else "plain",
                        }
                        for task in mine[:5]
                    ],
                }
            )
        return cards

    def _tasks_domain(self, partner_sudo):
        return Domain("partner_id", "=", partner_sudo.id) & Domain(
            "company_id", "in", request.env.companies.ids
        )

    def _tasks(self, partner_sudo):
        tasks_sudo = request.env["partner.onboarding.task"].sudo()
        return [
            {
                "id": task_sudo.id,
                "name": task_sudo.name,
                "description": task_sudo.description,
                "link": task_sudo.link,
                "mine": task_sudo.side == "partner",
                "state": task_sudo.state,
                "date": task_sudo.date_deadline,
                "done_at": task_sudo.done_at,
            }
            for task_sudo in tasks_sudo.search(
                self._tasks_domain(partner_sudo),
                order="date_deadline, sequence, id",
                limit=200,
            )
        ]

    @route(
        "/my/partner/onboarding",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_my_onboarding(self, **kwargs):
        """What is to be done at the beginning, by both sides."""
        partner_sudo = self._get_desk_partner_sudo()
        if not partner_sudo:
            return request.redirect("/my")
        tasks = self._tasks(partner_sudo)
        done = sum(task["state"] == "done" for task in tasks)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_onboarding",
            "tasks": tasks,
            "done": done,
            "per_cent": round(100 * done / len(tasks)) if tasks else 0,
            "mine_title": request.env._("Done by you"),
            "own_title": request.env._("Done by us"),
            "may_tick": "team" in request.env.user._channel_rights(),
        }
        return request.render("partner_portal.portal_my_onboarding", values)

    @route(
        "/my/partner/onboarding/<int:task_id>",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def portal_onboarding_tick(self, task_id, done="", **kwargs):
        """Say that a step of the partner is done, or is not after all: owners only."""
        partner_sudo = self._get_desk_partner_sudo("team")
        domain = self._tasks_domain(partner_sudo) & Domain(
            [("id", "=", task_id), ("side", "=", "partner")]
        )
        task_sudo = request.env["partner.onboarding.task"].sudo().search(domain)
        if not partner_sudo or not task_sudo:
            raise request.not_found()
        with request.env.cr.savepoint():
            task_sudo._done_by_partner(bool(done))
            self._trace("onboarding_done" if done else "onboarding_open", task_sudo)
        return request.redirect("/my/partner/onboarding")
