from odoo import models
from odoo.tools.misc import format_date


class PartnerTierProgressLine(models.Model):
    """A requirement in the words of the partner's page."""

    _inherit = "partner.tier.progress.line"

    def _comparison(self):
        """The requirement, what there is and what is asked, in one line."""
        requirement = self.requirement_id
        names = dict(requirement._fields["measure"]._description_selection(self.env))
        subject = requirement.figure_id.name or requirement.specialisation_id.name
        label = names[requirement.measure]
        if subject:
            label = f"{label} ({subject})"
        return (
            f"{label}: {requirement._format(self.value)} / "
            f"{requirement._format(self.threshold)}"
        )

    def _step(self, ahead):
        """The requirement as the partner sees it; see ``_ways``."""
        requirement = self.requirement_id
        value = self.value_ahead if ahead else self.value
        is_met = self.is_met_ahead if ahead else self.is_met
        step = {
            "label": requirement._label(),
            "value": None,
            "threshold": None,
            "percent": None,
            "is_met": is_met,
            "sentence": self._sentence(ahead),
        }
        if not requirement._is_secret:
            step["value"] = requirement._format(value)
            step["threshold"] = requirement._format(self.threshold)
            if requirement.operator == "least" and self.threshold > 0:
                share = 100 if is_met else max(0, 100 * value / self.threshold)
                step["percent"] = int(min(100 if is_met else 99, share))
        return step

    def _sentence(self, ahead):
        """What is to be done, until when."""
        _, requirement = self.env._, self.requirement_id
        missing = self.missing_ahead if ahead else self.missing
        until = self.progress_id.check_date if ahead else None
        values = {
            "label": requirement._label(),
            "threshold": requirement._format(self.threshold),
            "date": format_date(self.env, until) if until else "",
        }
        if requirement._is_secret:
            return _("%(label)s: ask your channel manager", **values)
        kind = requirement.measure
        if kind == "growth":
            values["missing"] = requirement.currency_id.format(missing)
        else:
            values["missing"] = requirement._format(missing)
        if kind == "satisfaction":
            return _(
                "Raise the satisfaction of your clients to %(threshold)s", **values
            )
        if requirement.operator == "most":
            return _("%(label)s: come down to %(threshold)s", **values)
        texts = self._texts_until(values) if until else self._texts_open(values)
        return texts.get(kind) or texts["figure"]

    def _texts_until(self, values):
        _ = self.env._
        return {
            "turnover": _("Buy for %(missing)s more by %(date)s", **values),
            "growth": _(
                "Buy for %(missing)s more by %(date)s, to grow by %(threshold)s over "
                "the year before",
                **values,
            ),
            "deals": _("Win registered deals by %(date)s: %(missing)s more", **values),
            "certificates": _(
                "%(label)s: %(missing)s more with a certificate valid on %(date)s",
                **values,
            ),
            "figure": _("%(label)s: %(missing)s more by %(date)s", **values),
        }

    def _texts_open(self, values):
        _ = self.env._
        return {
            "turnover": _("Buy for %(missing)s more", **values),
            "growth": _(
                "Buy for %(missing)s more, to grow by %(threshold)s over the year "
                "before",
                **values,
            ),
            "deals": _("Win registered deals: %(missing)s more", **values),
            "certificates": _(
                "%(label)s: %(missing)s more with a valid certificate", **values
            ),
            "figure": _("%(label)s: %(missing)s more", **values),
        }
