from odoo import fields
from odoo.fields import Domain
from odoo.http import request, route
from odoo.tools import format_date

from .portal import PartnerDesk

#: Changes and certificates on the page; the latest ones.
HISTORY = 20
CERTIFICATES = 100
STATUS_BADGES = {
    "up": "text-bg-success",
    "kept": "text-bg-success",
    "risk": "text-bg-warning",
    "below": "text-bg-danger",
}
CERTIFICATE_BADGES = {
    "valid": "text-bg-success",
    "expiring": "text-bg-warning",
    "expired": "text-bg-secondary",
    "revoked": "text-bg-secondary",
}


class PartnerProgramme(PartnerDesk):
    """The programme of the user's own company: its tier, what is missing, what it gets.
    Margins and figures that are not shown stay out: texts come from the progress."""

    def _desk_pages(self):
        _ = request.env._
        return [
            *super()._desk_pages(),
            {
                "key": "programme",
                "label": _("Programme"),
                "url": "/my/programme",
                "right": "programme",
                "sequence": 60,
            },
        ]

    def _get_progress_sudo(self, partner_sudo):
        """Where the company stands, or no record."""
        return (
            request.env["partner.tier.progress"]
            .sudo()
            .search(
                [
                    ("partner_id", "=", partner_sudo.id),
                    ("company_id", "in", request.env.companies.ids),
                    ("programme_id.active", "=", True),
                ],
                limit=1,
            )
        )

    def _desk_cards(self, partner_sudo):
        cards = super()._desk_cards(partner_sudo)
        if "programme" not in request.env.user._channel_rights():
            return cards
        progress_sudo = self._get_progress_sudo(partner_sudo)
        if progress_sudo:
            cards.append(self._tier_card(progress_sudo))
        certificates = self._certificate_card(partner_sudo)
        return [*cards, *([certificates] if certificates else [])]

    def _tier_card(self, progress_sudo):
        _ = request.env._
        card = {
            "key": "tier",
            "title": _("Your tier"),
            "value": progress_sudo.grade_id.name or _("None yet"),
            "help": "",
            "url": "/my/programme",
            "kind": "plain",
            "right": "programme",
            "sequence": 310,
        }
        if progress_sudo._is_warning_due():
            ways = progress_sudo._ways_to_keep()
            return {
                **card,
                "kind": "danger" if progress_sudo.status == "below" else "warning",
                "help": progress_sudo._warning_title(),
                "sequence": 5,
                "lines": [
                    {"text": "; ".join(way), "note": "", "url": "/my/programme"}
                    for way in ways[:5]
                ],
            }
        target = progress_sudo.next_id
        ways = target and progress_sudo._ways(target)
        if ways:
            todo = [one["sentence"] for one in ways[0]["steps"] if not one["is_met"]]
            card["help"] = (
                _("To %(tier)s: %(steps)s", tier=target.name, steps="; ".join(todo))
                if todo
                else _("You have earned %(tier)s", tier=target.name)
            )
            card["kind"] = "plain" if todo else "good"
        return card

    def _certificate_card(self, partner_sudo):
        _ = request.env._
        certificates_sudo = request.env["partner.certification"].sudo()
        domain = Domain("partner_id", "=", partner_sudo.id) & Domain(
            certificates_sudo._valid_domain()
        )
        count = certificates_sudo.search_count(domain)
        if not count:
            return None
        soon = fields.Date.add(fields.Date.context_today(certificates_sudo), days=30)
        expiring = certificates_sudo.search_count(
            domain & Domain("date_expiry", "<=", soon)
        )
        return {
            "key": "certificates",
            "title": _("Valid certificates"),
            "value": count,
            "help": _("Expire within 30 days: %(count)s", count=expiring)
            if expiring
            else "",
            "url": "/my/programme#certificates",
            "kind": "warning" if expiring else "plain",
            "right": "programme",
            "sequence": 320,
        }

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_partner_programme"] = bool(
                self._get_desk_partner_sudo("programme")
            )
        return values

    # ------------------------------------------------------------------ the page
    @route("/my/programme", type="http", auth="user", website=True, readonly=True)
    def portal_my_programme(self, **kwargs):
        """Tier, progress, benefits, certificates and history of the user's company."""
        partner_sudo = self._get_desk_partner_sudo("programme")
        if not partner_sudo:
            return request.redirect("/my")
        progress_sudo = self._get_progress_sudo(partner_sudo)
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "partner_programme",
            "tier": partner_sudo.grade_id.name,
            "standing": progress_sudo and self._standing(progress_sudo),
            "specialisations": self._specialisations(partner_sudo),
            "certificates": self._certificates(partner_sudo),
            "history": self._history(partner_sudo),
        }
        return request.render("partner_portal.portal_my_programme", values)

    def _standing(self, progress_sudo):
        """Where the company stands in its programme: texts and numbers, no records."""
        programme_sudo = progress_sudo.programme_id
        target = progress_sudo.next_id
        current = progress_sudo.grade_id
        return {
            "programme": programme_sudo.name,
            "description": programme_sudo.description,
            "evaluated_on": programme_sudo.evaluated_on,
            "tiers": [
                {"name": tier.name, "current": tier == current}
                for tier in reversed(programme_sudo._tiers())
            ],
            "badge": STATUS_BADGES.get(progress_sudo.status, "text-bg-secondary"),
            "status": self._status_text(progress_sudo),
            "warning": self._warning(progress_sudo),
            "benefits": current._benefits(programme_sudo) if current else [],
            "next": target
            and {
                "name": target.name,
                "ways": progress_sudo._ways(target),
                "benefits": target._benefits(programme_sudo),
            },
            "waits": self._has_open_promotion(progress_sudo),
        }

    def _status_text(self, progress_sudo):
        _ = request.env._
        return {
            "up": _("You have earned a higher tier"),
            "kept": _("The requirements are met"),
            "risk": _("At risk"),
            "below": _("The requirements are not met"),
            "none": _("No tier yet"),
        }[progress_sudo.status]

    def _warning(self, progress_sudo):
        """The warning in time, with what can be done; None where nothing is at risk or
        the day is far."""
        if not progress_sudo._is_warning_due():
            return None
        ways = progress_sudo._ways_to_keep()
        return {
            "title": progress_sudo._warning_title(),
            "check_date": format_date(request.env, progress_sudo.check_date),
            "ways_title": progress_sudo._ways_title(ways),
            "ways": ways,
        }

    def _has_open_promotion(self, progress_sudo):
        changes_sudo = request.env["partner.tier.change"].sudo()
        return bool(
            changes_sudo.search_count(
                [
                    ("partner_id", "=", progress_sudo.partner_id.id),
                    ("direction", "=", "up"),
                    ("state", "in", ("proposed", "confirmed")),
                ],
                limit=1,
            )
        )

    def _specialisations(self, partner_sudo):
        holders_sudo = request.env["partner.specialisation.holder"].sudo()
        return [
            {
                "name": holder.specialisation_id.name,
                "description": holder.specialisation_id.description,
                "since": holder.date_from,
            }
            for holder in holders_sudo.search(
                [
                    ("partner_id", "=", partner_sudo.id),
                    ("specialisation_id.active", "=", True),
                    *holders_sudo._held_domain(),
                ]
            )
        ]

    def _certificates(self, partner_sudo):
        certificates_sudo = request.env["partner.certification"].sudo()
        names = dict(
            certificates_sudo._fields["state"]._description_selection(request.env)
        )
        return [
            {
                "person": one.person_id.name,
                "subject": one._subject(),
                "date": one.date,
                "date_expiry": one.date_expiry,
                "state": names[one.state],
                "badge": CERTIFICATE_BADGES[one.state],
            }
            for one in certificates_sudo.search(
                [
                    ("partner_id", "=", partner_sudo.id),
                    ("person_id.active", "=", True),
                ],
                limit=CERTIFICATES,
            )
        ]

    def _history(self, partner_sudo):
        """Tiers of the company; why we decided so stays with us."""
        changes_sudo = request.env["partner.tier.change"].sudo()
        return [
            {
                "date": change.applied_on,
                "from": change.from_grade_id.name,
                "to": change.to_grade_id.name,
                "direction": change.direction,
                "note": change.note,
            }
            for change in changes_sudo.search(
                [
                    ("partner_id", "=", partner_sudo.id),
                    ("company_id", "in", request.env.companies.ids),
                    ("state", "=", "applied"),
                ],
                order="applied_on desc, id desc",
                limit=HISTORY,
            )
        ]
