from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL

from ...tools import lead_scoring

#: Days that count for the speed of answers, the leads won and the fair share.
SPEED_DAYS = 180
WON_DAYS = 365
SHARE_DAYS = 90


class CrmLead(models.Model):
    """Which partner gets which lead, for many leads in sets."""

    _inherit = "crm.lead"

    def _distribute(self):
        """Offer each lead to the best partner that was not asked yet.

        Leads that are not free are left alone; those that no partner is left for, or
        whose rule has asked enough, go to the head of the channel.

        :return: the offers made (sudo)
        """
        free = self.sudo().try_lock_for_update()
        plans = free._plan_offers()
        made = [plan for plan in plans if plan["partner_id"]]
        offers_sudo = self.env["partner.lead.offer"].sudo()
        offers_sudo = offers_sudo.create(self._prepare_offers(made))
        free.browse(plan["lead_id"] for plan in made)._set_offer_state("offered")
        left = {
            plan["lead_id"]: plan["obstacle"]
            for plan in plans
            if not plan["partner_id"] and plan["ruled"]
        }
        free.browse(left)._hand_to_manager(left)
        return offers_sudo

    def _prepare_offers(self, plans):
        """Values of the offers of plans; deadlines by the company's calendar."""
        now = fields.Datetime.now()
        companies_sudo = self.env["res.company"].sudo()
        deadlines = {
            (company_id, hours): companies_sudo.browse(company_id)._add_working_hours(
                hours, now
            )
            for company_id, hours in {
                (plan["company_id"], plan["hours"]) for plan in plans
            }
        }
        kept = (
            "lead_id",
            "partner_id",
            "rule_id",
            "company_id",
            "score",
            "scores",
            "round",
        )
        return [
            {
                **{name: plan[name] for name in kept},
                "by_hand": plan.get("by_hand", False),
                "offered_at": now,
                "deadline": deadlines[plan["company_id"], plan["hours"]],
            }
            for plan in plans
        ]

    # ------------------------------------------------------------------ planning
    def _plan_offers(self, runners_up=0):
        """Choose the partner of each lead that is free.

        :param int runners_up: how many of the next best ones are named as well
        :return: list of dicts: ids of lead, partner (or False), rule and company,
            score (0 to 100), scores, round, hours to answer, and why no partner
        """
        plans = []
        leads_sudo = self.sudo()
        waiting = leads_sudo._get_offered_ids()
        free = leads_sudo.filtered(
            lambda lead: lead.id not in waiting and lead._may_be_offered()
        )
        current = self.env.company
        for company, leads in free.grouped(
            lambda lead: lead.company_id or current
        ).items():
            plans += leads._plan_company(company, runners_up)
        return plans

    def _get_offered_ids(self):
        offers_sudo = self.env["partner.lead.offer"].sudo()
        open_sudo = offers_sudo.search_fetch(
            [("lead_id", "in", self.ids), ("state", "=", "offered")], ["lead_id"]
        )
        return set(open_sudo.lead_id.ids)

    def _plan_company(self, company, runners_up):
        """Plans of free leads of one company."""
        rules = self.env["partner.lead.rule"].sudo()._match_leads(self)
        asked = self._get_asked()
        declined = self._get_declined()
        holders = self._get_holders(company)
        protecting = self._get_protecting(company)
        distribution = lead_scoring.Distribution(self._get_candidates(company))
        known = {rule: rule._as_data() for rule in set(rules.values())}
        plans = []
        for lead in self:
            rule = rules.get(lead.id)
            plan = {
                "lead_id": lead.id,
                "company_id": company.id,
                "rule_id": rule and rule.id,
                "ruled": bool(rule),
                "hours": rule.answer_hours if rule else 8,
                "round": asked.get(lead.id, (0, ()))[0] + 1,
                "partner_id": False,
                "score": 0.0,
                "scores": [],
                "others": "",
                "obstacle": "",
            }
            plans.append(plan)
            if not rule:
                plan["obstacle"] = self.env._("No rule of distribution is for it")
                continue
            if plan["round"] > rule.rounds:
                plan["obstacle"] = self.env._("%s partners were asked", rule.rounds)
                continue
            facts = lead._as_data(
                rule,
                holders.get(lead.id, []),
                protecting.get(lead.id),
                {*asked.get(lead.id, (0, ()))[1], *declined.get(lead.id, ())},
            )
            choices = distribution.choose(facts, known[rule], 1 + runners_up)
            if not choices:
                plan["obstacle"] = self.env._("No partner fits, or all were asked")
                continue
            distribution.give(choices[0])
            plan.update(
                partner_id=choices[0].candidate_id,
                score=choices[0].score,
                scores=choices[0].scores,
                others=self._name_others(choices[1:]),
            )
        return plans

    def _name_others(self, choices):
        partners_sudo = self.env["res.partner"].sudo()
        return ", ".join(
            f"{partners_sudo.browse(one.candidate_id).name} ({one.score:.0f})"
            for one in choices
        )

    def _as_data(self, rule, holders, protector_id, excluded):
        """The lead as ``tools.lead_scoring`` reads it."""
        named, exclusive = {}, set()
        for territory, partner, is_exclusive in holders:
            named[partner.id] = territory.name
            if is_exclusive:
                exclusive.add(partner.id)
        only = {protector_id} if protector_id else exclusive or None
        needed = self.partner_specialisation_ids or rule.specialisation_ids
        return lead_scoring.Lead(
            self.id,
            self.country_id.id or 0,
            self.state_id.id or 0,
            frozenset(needed.ids),
            named,
            only and frozenset(only),
            frozenset(excluded),
        )

    def _get_asked(self):
        """Return ``{lead's id: (number of partners asked, their ids)}``; offers that we
        have withdrawn ourselves do not count."""
        groups = (
            self.env["partner.lead.offer"]
            .sudo()
            ._read_group(
                [("lead_id", "in", self.ids), ("state", "!=", "withdrawn")],
                ["lead_id"],
                ["partner_id:array_agg"],
            )
        )
        return {lead.id: (len(ids), set(ids)) for lead, ids in groups}

    def _get_declined(self):
        """Return ``{lead's id: companies that have declined it in core's way}``."""
        rows = self.env.execute_query(
            SQL(
                """SELECT d.lead_id, array_agg(DISTINCT p.commercial_partner_id)
                     FROM crm_lead_declined_partner d
                     JOIN res_partner p ON p.id = d.partner_id
                    WHERE d.lead_id = ANY(%s)
                    GROUP BY d.lead_id""",
                self.ids,
            )
        )
        return dict(rows)

    def _get_protecting(self, company):
        """Return ``{lead's id: partner's id}`` of clients that a deal protects."""
        clients = self.partner_id.commercial_partner_id
        deals = self.env["partner.deal"]._protecting(clients, company)
        return {
            lead.id: deals[lead.partner_id.commercial_partner_id.id].partner_id.id
            for lead in self
            if lead.partner_id.commercial_partner_id.id in deals
        }

    def _get_holders(self, company):
        """Who holds territories of the leads: see ``partner.territory``."""
        subjects = {
            lead.id: {
                "country_id": lead.country_id.id,
                "state_id": lead.state_id.id,
                "zip": lead.zip,
                "client_id": lead.partner_id.commercial_partner_id.id,
            }
            for lead in self
        }
        today = fields.Date.context_today(self)
        return self.env["partner.territory"]._holders(subjects, company, today)

    # ------------------------------------------------------------------ partners
    def _get_candidates(self, company):
        """Partners that may be asked, with what is known of them: one query.

        Those are active companies whose level has a weight (as in core's assignment)
        and who have a user in the portal.
        """
        for model, names in (
            ("res.partner", ["partner_weight", "active", "country_id", "state_id"]),
            ("crm.lead", ["partner_assigned_id", "won_status", "active"]),
            ("partner.lead.offer", ["state", "answer_share", "partner_id"]),
            ("res.users", ["active", "share", "partner_id"]),
        ):
            self.env[model].flush_model(names)
        today = fields.Date.context_today(self)
        now = fields.Datetime.now()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT p.id, p.country_id, p.state_id, p.partner_weight AS weight,
                       p.channel_type_id AS type_id,
                       coalesce(l.open_count, 0) + coalesce(o.open_count, 0)
                       AS open_count,
                       o.speed, coalesce(l.won, 0) AS won, coalesce(l.lost, 0) AS lost,
                       coalesce(o.received, 0) AS received
                  FROM res_partner p
             LEFT JOIN (SELECT c.commercial_partner_id AS id,
                               count(*) FILTER (WHERE l.active
                                   AND l.won_status = 'pending') AS open_count,
                               count(*) FILTER (WHERE l.won_status = 'won'
                                   AND l.date_closed >= %(won_since)s) AS won,
                               count(*) FILTER (WHERE l.won_status = 'lost'
                                   AND l.date_closed >= %(won_since)s) AS lost
                          FROM crm_lead l
                          JOIN res_partner c ON c.id = l.partner_assigned_id
                         WHERE l.partner_assigned_id IS NOT NULL
                           AND (l.company_id = %(company)s OR l.company_id IS NULL)
                         GROUP BY c.commercial_partner_id) l ON l.id = p.id
             LEFT JOIN (SELECT partner_id AS id,
                               count(*) FILTER (WHERE state = 'offered') AS open_count,
                               avg(answer_share) FILTER (WHERE state IN
                                   ('accepted', 'declined', 'expired', 'returned')
                                   AND offered_at >= %(speed_since)s) AS speed,
                               count(*) FILTER (WHERE state IN ('accepted', 'offered')
                                   AND offered_at >= %(share_since)s) AS received
                          FROM partner_lead_offer
                         WHERE company_id = %(company)s
                         GROUP BY partner_id) o ON o.id = p.id
                 WHERE p.active AND p.partner_weight > 0
                   AND p.commercial_partner_id = p.id
                   AND (p.company_id = %(company)s OR p.company_id IS NULL)
                   AND EXISTS (SELECT FROM res_users u
                                 JOIN res_partner c ON c.id = u.partner_id
                                WHERE u.active AND u.share
                                  AND c.commercial_partner_id = p.id)
                 ORDER BY p.id
                """,
                company=company.id,
                won_since=today - timedelta(days=WON_DAYS),
                speed_since=now - timedelta(days=SPEED_DAYS),
                share_since=now - timedelta(days=SHARE_DAYS),
            )
        )
        held = self._get_specialisations([row["id"] for row in rows])
        return [
            lead_scoring.Candidate(
                id=row["id"],
                country_id=row["country_id"] or 0,
                state_id=row["state_id"] or 0,
                weight=row["weight"],
                type_id=row["type_id"] or 0,
                specialisations=frozenset(held.get(row["id"], ())),
                open_count=row["open_count"],
                speed=row["speed"] and float(row["speed"]),
                won=row["won"],
                lost=row["lost"],
                received=row["received"],
            )
            for row in rows
        ]

    def _get_specialisations(self, partner_ids):
        """Return ``{partner's id: ids of the specialisations it holds today}``."""
        holders_sudo = self.env["partner.specialisation.holder"].sudo()
        groups = holders_sudo._read_group(
            [("partner_id", "in", partner_ids), *holders_sudo._held_domain()],
            ["partner_id"],
            ["specialisation_id:array_agg"],
        )
        return {partner.id: ids for partner, ids in groups}

    # ------------------------------------------------------------------ back to us
    def _hand_to_manager(self, obstacles):
        """An activity for the head of the channel: no partner is left to be asked."""
        self._set_offer_state("manager")
        activities = []
        todo = self.env.ref("mail.mail_activity_data_todo")
        model_id = self.env["ir.model"]._get_id("crm.lead")
        today = fields.Date.context_today(self)
        for lead in self:
            company = lead.company_id or self.env.company
            user = company.partner_deal_user_id or lead.user_id
            if not user:
                continue
            activities.append(
                {
                    "res_model_id": model_id,
                    "res_id": lead.id,
                    "activity_type_id": todo.id,
                    "automated": True,
                    "date_deadline": today,
                    "user_id": user.id,
                    "summary": self.env._("No partner took this lead"),
                    "note": f"{obstacles[lead.id]}. {lead._count_answers()}",
                }
            )
        self.env["mail.activity"].sudo().create(activities)

    def _count_answers(self):
        """How the partners have answered, in words."""
        states = self.partner_offer_ids.mapped("state")
        return self.env._(
            "Declined: %(declined)s, not answered: %(expired)s, given back: "
            "%(returned)s.",
            declined=states.count("declined"),
            expired=states.count("expired"),
            returned=states.count("returned"),
        )
