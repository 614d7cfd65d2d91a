from datetime import datetime, time

from odoo import api, models
from odoo.tools import SQL, plaintext2html

NOON = time(12)


class ClientRegistration(models.AbstractModel):
    """Activities that are done and meetings that were held."""

    _inherit = "client.registration"

    # ------------------------------------------------------------------ activities
    @api.model
    def _prepare_activities(self, ids):
        """Values of events of activities: done, on documents of clients.

        The activity of a meeting is the same event as the meeting.
        """
        self.env["mail.activity"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT id, res_model AS model, res_id, activity_type_id, summary, note,
                       feedback, COALESCE(user_id, create_uid) AS user_id, date_done,
                       write_date, calendar_event_id
                  FROM mail_activity
                 WHERE id = ANY(%s) AND active IS NOT TRUE AND date_done IS NOT NULL
                   AND res_model = ANY(%s) AND res_id > 0
              ORDER BY id
                """,
                list(ids),
                list(self._documents()),
            )
        )
        documents = self._document_rows({(row["model"], row["res_id"]) for row in rows})
        people = self._people({row.partner_id for row in documents.values()})
        private = self.env["client.event.exclusion"]._private(
            user_ids={row["user_id"] for row in rows}, threads=set(documents)
        )
        types = self._types_of_activities({row["activity_type_id"] for row in rows})
        values = []
        for row in rows:
            document = documents.get((row["model"], row["res_id"]))
            contact = document and people.get(document.partner_id)
            if (
                not contact
                or contact.own
                or row["user_id"] in private[1]
                or (row["model"], row["res_id"]) in private[2]
            ):
                continue
            vals = self._prepare_activity(row, types)
            if document.company_id:
                vals["company_id"] = document.company_id
            values.append({**vals, "partner_id": contact.partner_id})
        return values

    @api.model
    def _prepare_activity(self, row, types):
        meeting_id = row["calendar_event_id"]
        source = f"calendar.event,{meeting_id}" if meeting_id else None
        date = row["write_date"]
        if date.date() != row["date_done"]:
            # all that is known of an old one is the day
            date = datetime.combine(row["date_done"], NOON)
        default = self.env["client.event.type"]._id_by_code("other")
        return {
            "source_key": source or f"mail.activity,{row['id']}",
            "source": "meeting" if meeting_id else "activity",
            "type_id": types.get(row["activity_type_id"], default),
            "user_id": row["user_id"],
            "date": date,
            "subject": row["summary"],
            "note": plaintext2html(row["feedback"]) if row["feedback"] else row["note"],
            "res_model": row["model"],
            "res_id": row["res_id"],
        }

    @api.model
    def _types_of_activities(self, activity_type_ids):
        """``{activity type: event type}``: what we do for the client comes first."""
        order = {"out": 0, "both": 1, "in": 2}
        types = self.env["client.event.type"].search(
            [("activity_type_id", "in", [one for one in activity_type_ids if one])]
        )
        found = {}
        for event_type in types.sorted(lambda one: order[one.direction]):
            found.setdefault(event_type.activity_type_id.id, event_type.id)
        return found

    # ------------------------------------------------------------------ meetings
    @api.model
    def _prepare_meetings(self, ids):
        """Values of events of meetings: over, not cancelled, not private, with somebody
        of a client or on a document of one, and not declined by a whole side."""
        meetings = self.env["calendar.event"].with_context(active_test=False)
        meetings = (
            meetings.browse(ids)
            .exists()
            .filtered(
                lambda one: (
                    one.active
                    and one.privacy != "private"
                    and one._client_is_over()
                    and not one.client_is_afterthought
                )
            )
        )
        threads = {
            thread for meeting in meetings for thread in self._meeting_threads(meeting)
        }
        documents = self._document_rows(threads)
        partner_ids = {row.partner_id for row in documents.values()}
        partner_ids.update(
            meetings.attendee_ids.partner_id.ids, meetings.partner_ids.ids
        )
        people = self._people(partner_ids)
        private = self.env["client.event.exclusion"]._private(
            addresses={
                email
                for email in meetings.partner_ids.mapped("email_normalized")
                if email
            },
            user_ids=set(meetings.user_id.ids),
            threads=threads,
        )
        values = []
        for meeting in meetings:
            vals = self._prepare_meeting(meeting, documents, people, private)
            if vals:
                values.append(vals)
        return values

    @api.model
    def _meeting_threads(self, meeting):
        threads = []
        if meeting.opportunity_id:
            threads.append(("crm.lead", meeting.opportunity_id.id))
        if meeting.res_model and meeting.res_id:
            threads.append((meeting.res_model, meeting.res_id))
        return threads

    @api.model
    def _prepare_meeting(self, meeting, documents, people, private):
        came = self._who_came(meeting, people)
        outside = [person for person in came if not person.own]
        ours = [person for person in came if person.own and person.staff_id]
        threads = [t for t in self._meeting_threads(meeting) if t in documents]
        of_document = people.get(documents[threads[0]].partner_id) if threads else None
        if of_document and of_document.own:
            of_document = None
        if self._nobody_came(meeting, people) or not (outside or of_document):
            return None
        emails = set(meeting.partner_ids.mapped("email_normalized"))
        if (
            meeting.user_id.id in private[1]
            or emails & private[0]
            or set(threads) & private[2]
        ):
            return None
        contact = next(
            (
                person
                for person in outside
                if of_document and person.client_id == of_document.client_id
            ),
            of_document or (outside and outside[0]),
        )
        thread = threads[0] if threads else (None, None)
        user_id = meeting.user_id.id or (ours[0].staff_id if ours else None)
        start, hours = meeting._client_time()
        return {
            "source_key": f"calendar.event,{meeting.id}",
            "source": "meeting",
            "type_id": self._type_of_meeting(meeting),
            "partner_id": contact.partner_id,
            "participant_partner_ids": [
                person.partner_id for person in outside if person != contact
            ],
            "user_id": user_id,
            "participant_user_ids": [
                person.staff_id for person in ours if person.staff_id != user_id
            ],
            "date": start,
            "duration": hours,
            "subject": meeting.name,
            "res_model": thread[0],
            "res_id": thread[1],
        }

    @api.model
    def _who_came(self, meeting, people):
        """People of the meeting who did not decline."""
        declined = {
            attendee.partner_id.id
            for attendee in meeting.attendee_ids
            if attendee.state == "declined"
        }
        return [
            people[partner.id]
            for partner in meeting.partner_ids.sorted("id")
            if partner.id in people and partner.id not in declined
        ]

    @api.model
    def _nobody_came(self, meeting, people):
        """Whether one of the sides was invited and declined as a whole."""
        came = {person.partner_id for person in self._who_came(meeting, people)}
        invited = [people[one.id] for one in meeting.partner_ids if one.id in people]
        sides = (
            [person.partner_id for person in invited if person.own],
            [person.partner_id for person in invited if not person.own],
        )
        return any(side and not came & set(side) for side in sides)

    @api.model
    def _type_of_meeting(self, meeting):
        activity_types = meeting.activity_ids.activity_type_id
        types = self._types_of_activities(activity_types.ids)
        for activity_type in activity_types:
            if activity_type.id in types:
                return types[activity_type.id]
        return self.env["client.event.type"]._id_by_code("meeting")
