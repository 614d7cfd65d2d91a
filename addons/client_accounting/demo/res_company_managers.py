from datetime import datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

#: who turns to which client how many days ago, by what, at which hour (UTC)
CLIENTS = (
    "client_foundry",
    "client_chain",
    "client_dealer",
    "client_school",
    "client_brewery",
    "client_hotel",
    "client_joinery",
)
TYPES = ("call_out", "email_out", "call_out", "visit", "email_out", "call_in")
#: (days ago of the deadline, days late when it was done), None: still open
TASKS = ((4, None), (12, 0), (20, 0), (33, 2), (41, -3), (55, 0), (70, 5), (86, 0))
#: marks by criterion: by himself and by the head, half a year ago and now
MARKS = (
    ((4, 4, 4, 4, 3, 4), (3, 4, 2, 3, 3, 3)),
    ((4, 5, 4, 4, 4, 4), (4, 4, 3, 4, 3, 4)),
)


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _install_manager_demo(self, company_id):
        """Contacts, answers and finished work of two managers over half a year, and two
        rounds of appraisals.

        Run again it does nothing.
        """
        rounds = self.env["client.appraisal.round"]
        demo = self.env.ref("base.user_demo", raise_if_not_found=False)
        if not demo or rounds.search_count([], limit=1):
            return
        admin = self.env.ref("base.user_admin")
        company = self.browse(company_id)
        for number, user in enumerate((admin, demo)):
            company._create_demo_contacts(user, number)
            company._create_demo_tasks(user, number)
        company._create_demo_rounds(admin, demo)
        self.env["client.manager.result"]._refresh()

    def _create_demo_contacts(self, user, number):
        today = fields.Date.today()
        values = []
        for step in range(30):
            client = self._demo(CLIENTS[(step + number * 3) % len(CLIENTS)])
            day = today - timedelta(days=3 + step * (5 + number))
            moment = datetime.combine(day, time(8 + step % 7, 15))
            row = {"partner_id": client.id, "user_id": user.id, "company_id": self.id}
            values.append(
                {**row, "type_code": TYPES[(step + number) % 6], "date": moment}
            )
            if step % 3 == number:
                hours = 1 + (step * 7 + number) % 9
                for code, later in (("email_in", 1), ("email_out", 1 + hours)):
                    date = moment + timedelta(hours=later)
                    values.append({**row, "type_code": code, "date": date})
        self.env["client.event"]._register_events(values, live=False)

    def _create_demo_tasks(self, user, number):
        today = fields.Date.today()
        call = self.env.ref("mail.mail_activity_data_call")
        for place, (ago, late) in enumerate(TASKS[number:]):
            client = self._demo(CLIENTS[place % len(CLIENTS)])
            deadline = today - timedelta(days=ago + number)
            activity = client.with_context(mail_activity_quick_update=True)
            activity = activity.activity_schedule(
                date_deadline=deadline,
                activity_type_id=call.id,
                summary=self.env._("Ask for the plans of the season"),
                user_id=user.id,
            )
            if late is not None:
                activity.write(
                    {"active": False, "date_done": deadline + timedelta(days=late)}
                )

    def _create_demo_rounds(self, head, manager):
        half = fields.Date.today().replace(day=1) - relativedelta(months=6)
        for start, marks in zip(
            (half - relativedelta(months=6), half), MARKS, strict=True
        ):
            stop = start + relativedelta(months=6, days=-1)
            appraisal_round = self.env["client.appraisal.round"].create(
                {
                    "name": self.env._("Half-year to %(date)s", date=stop),
                    "company_id": self.id,
                    "user_id": head.id,
                    "user_ids": [Command.set(manager.ids)],
                    "date_from": start,
                    "date_to": stop,
                    "deadline": stop + timedelta(days=14),
                }
            )
            appraisal_round.action_start()
            for sheet, given in zip(
                appraisal_round.appraisal_ids.sorted("kind", reverse=True),
                marks,
                strict=True,
            ):
                for line, mark in zip(sheet.line_ids, given, strict=False):
                    line.rating = str(mark)
                sheet.strengths = self.env._("Writes clearly and keeps his word.")
                sheet.to_improve = self.env._("Prepares too little for hard talks.")
                sheet.action_done()
                if sheet.kind == "head":
                    sheet.action_publish()
