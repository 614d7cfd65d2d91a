from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools import upload


def reads_only(_controller, _rule, _args):
    """Whether a page is asked for without a search: searches are counted, and what is
    counted is written. For ``readonly`` of routes."""
    return not request.httprequest.args.get("search")


class PartnerDesk(CustomerPortal):
    """The desk of a channel partner in the portal.

    Documents are counted with the rights of the user, so that each number is that of
    the page of core it leads to; only names and figures of the partner's own company
    are read beyond them. Domains of quotations and invoices come from the portals of
    sale and account: all extensions of this controller are one class in the end.
    """

    def _get_desk_partner_sudo(self, right="home"):
        """Return the user's company if it is a channel partner, else no record.

        :param right: what the page shows, one of those of ``_channel_rights``; without
            it the user has no such page
        """
        user = request.env.user
        entity_sudo = user.sudo().commercial_partner_id
        return entity_sudo if right in user._channel_rights() else entity_sudo[:0]

    # ------------------------------------------------------------------ contracts
    def _desk_pages(self):
        """Pages of the partner, each topic adds its own: the navigation.

        :return: dicts with ``key``, ``label``, ``url``, ``right`` (one of those of
            ``res.users._channel_rights``) and ``sequence``
        """
        _ = request.env._
        return [
            {
                "key": "home",
                "label": _("Home"),
                "url": "/my/partner",
                "right": "home",
                "sequence": 10,
            }
        ]

    def _desk_cards(self, partner_sudo):
        """What the home page of the partner shows; each topic adds its own.

        :param partner_sudo: the company of the user
        :return: dicts with ``key``, ``title``, ``value`` (a number or a text as it is
            shown), ``help`` (a sentence below it), ``url``, ``kind`` (``plain``,
            ``good``, ``warning`` or ``danger``: how urgent it is), ``right`` and
            ``sequence`` (below 100 work that waits, below 200 sales, below 300 money,
            then the programme); ``lines`` may hold up to five dicts with ``text``,
            ``note``, ``url`` and ``kind``. Values are chosen, no records
        """
        return []

    def _allowed(self, entries):
        """Those of pages or cards that the user has the right to, in their order."""
        rights = request.env.user._channel_rights()
        return sorted(
            (one for one in entries if one["right"] in rights),
            key=lambda one: (one["sequence"], one["key"]),
        )

    def _prepare_portal_layout_values(self):
        # EXTENDS portal: the navigation of the partner's pages
        values = super()._prepare_portal_layout_values()
        partner_sudo = self._get_desk_partner_sudo()
        values["desk_pages"] = self._navigation() if partner_sudo else []
        return values

    def _navigation(self):
        """Pages that the user may open; the one that is open is ``active``."""
        path = request.httprequest.path
        pages = self._allowed(self._desk_pages())
        within = [
            one["url"] for one in pages if f"{path}/".startswith(f"{one['url']}/")
        ]
        here = max(within, key=len, default=None)
        return [{**one, "active": one["url"] == here} for one in pages]

    def _trace(self, action, record=None, details=""):
        """Keep a trace of a change: see ``partner.audit``."""
        return request.env["partner.audit"]._note(action, record, details)

    def _take_upload(self, file, kinds, max_size=upload.MAX_SIZE):
        """Read a file of a form, if it is what is asked for.

        :param file: of the request, or None
        :param kinds: keys of ``tools.upload.KINDS``
        :param int max_size: in bytes
        :return: ``(name, content, media type)``
        :raise UserError: with a sentence for the page
        """
        name = getattr(file, "filename", "")
        content = file.read(max_size + 1) if name else b""
        try:
            name, _kind, media_type = upload.check(name, content, kinds, max_size)
        except upload.BadUpload as error:
            raise UserError(self._upload_sentence(error)) from error
        return name, content, media_type

    def _upload_sentence(self, error):
        _ = request.env._
        return {
            "empty": lambda: _("Choose a file that is not empty."),
            "size": lambda: _(
                "The file is too large: %(megabytes)s MB at most.", **error.details
            ),
            "type": lambda: _(
                "Files of this kind are not taken here. Send one of: %(endings)s.",
                **error.details,
            ),
            "content": lambda: _(
                "The content of the file does not fit its name (%(ending)s). Save it "
                "anew and send it again.",
                **error.details,
            ),
            "packed": lambda: _(
                "The table holds programs or is too large when unpacked. Save the "
                "values alone and send them again."
            ),
        }[error.kind]()

    # ------------------------------------------------------------------ the desk
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if not counters:
            values["has_partner_desk"] = bool(self._get_desk_partner_sudo())
        return values
