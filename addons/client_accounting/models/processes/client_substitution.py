from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class ClientSubstitution(models.Model):
    """Somebody is away, and another one acts for him meanwhile."""

    _name = "client.substitution"
    _description = "Substitution"
    _order = "date_from desc, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        "Absent",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    substitute_id = fields.Many2one(
        "res.users",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("share", "=", False)],
        help="Steps of processes due in this time go to this user, who also sees the "
        "plan of the day of the absent one.",
    )
    date_from = fields.Date(
        "First Day", required=True, default=fields.Date.context_today
    )
    date_to = fields.Date("Last Day", required=True)
    reason = fields.Char(help="Shown to the substitute.")
    is_current = fields.Boolean(
        "Now",
        compute="_compute_is_current",
        search="_search_is_current",
        help="Whether today is one of its days.",
    )

    _dates_order = models.Constraint(
        "CHECK(date_to >= date_from)", "The last day is not before the first one."
    )
    _other_user = models.Constraint(
        "CHECK(user_id <> substitute_id)", "Nobody is a substitute of himself."
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = self.env["client.work.days"]._today()
        for substitution in self:
            substitution.is_current = bool(
                substitution.date_from
                and substitution.date_to
                and substitution.date_from <= today <= substitution.date_to
            )

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain(self._on(self.env["client.work.days"]._today()))
        if set(value) == {True, False}:
            return Domain.TRUE
        return domain if True in value else ~domain

    @api.model
    def _on(self, day):
        """Domain of the substitutions of a day."""
        return [("date_from", "<=", day), ("date_to", ">=", day)]

    @api.constrains("user_id", "date_from", "date_to")
    def _check_overlap(self):
        for substitution in self:
            if self.sudo().search_count(
                [
                    ("id", "!=", substitution.id),
                    ("user_id", "=", substitution.user_id.id),
                    ("date_from", "<=", substitution.date_to),
                    ("date_to", ">=", substitution.date_from),
                ],
                limit=1,
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s has a substitute already for some of these days.",
                        user=substitution.user_id.name,
                    )
                )

    @api.model
    def _acting(self, user, day):
        """Who acts for the user on a day: he himself, or his substitute, or that one's.

        :return: an active user; empty where all of them are away in a circle
        """
        seen = self.env["res.users"]
        while user and user not in seen:
            seen |= user
            substitute = self._substitutes(day).get(user.id)
            if not substitute:
                return user if user.sudo().active else self.env["res.users"]
            user = self.env["res.users"].browse(substitute)
        return self.env["res.users"]

    @api.model
    def _substitutes(self, day):
        """``{absent user id: substitute id}`` of a day."""
        return self.env["client.work.days"]._memo(
            ("substitutes", day),
            lambda: {
                one.user_id.id: one.substitute_id.id
                for one in self.sudo().search_fetch(
                    self._on(day), ["user_id", "substitute_id"]
                )
            },
        )

    @api.model
    def _substituted_by(self, user, day):
        """Users for whom the user acts on a day, himself not among them."""
        absent = {
            one for one in self._substitutes(day) if self._acts_for(user, one, day)
        }
        return self.env["res.users"].browse(sorted(absent - {user.id}))

    @api.model
    def _acts_for(self, user, absent_id, day):
        return self._acting(self.env["res.users"].browse(absent_id), day) == user
