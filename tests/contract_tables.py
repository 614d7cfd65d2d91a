"""What our addons open to the outside, declared in one place.

A line is added here by whoever opens something, and is read in the review.
"""

# Public methods of our own and of extended models that any user may call by RPC, with
# what guards them in words. Everything else starts with an underscore.
RPC_METHODS = {
    **{
        model: {
            "action_open_dossier": "gives an action; the document is read as user",
            "action_open_timeline": "gives an action; the document is read as user",
            "action_record_event": "gives an action; the document is read as user",
        }
        for model in ("stock.picking",)
    },
    "sale.order": {
        "action_open_dossier": "gives an action; the document is read as user",
        "action_open_timeline": "gives an action; the document is read as user",
        "action_partner_order_decide": "write access and channel managers checked",
        "action_record_event": "gives an action; the document is read as user",
    },
    "crm.lead": {
        "action_offer_to_partners": "for channel users; write access to leads checked",
        "action_open_comparison": "gives a report; all of it is read as the user",
        "action_open_dossier": "gives an action; the document is read as user",
        "action_open_timeline": "gives an action; the document is read as user",
        "action_record_event": "gives an action; the document is read as user",
    },
    "account.move": {
        "action_client_link": "opens a wizard, which checks the rights on documents",
        "action_client_link_history": "gives an action; read as the user",
        "action_client_split": "opens a wizard, which checks the rights on documents",
        "action_open_disputes": "gives an action; its records are read as the user",
        "action_take_promise": "opens a wizard, which creates as the user",
        "action_open_dossier": "gives an action; the document is read as user",
        "action_open_timeline": "gives an action; the document is read as user",
        "action_record_event": "gives an action; the document is read as user",
    },
    "account.payment": {
        "action_client_link": "opens a wizard, which checks the rights on documents",
        "action_client_link_history": "gives an action; read as the user",
    },
    "client.consumed.line": {
        "action_open_document": "gives an action; the document is read as the user",
    },
    "client.link.assign": {
        "action_apply": "own wizard; write access to each document checked",
    },
    "client.link.change": {
        "action_open_document": "gives an action; the document is read as the user",
    },
    "client.link.check": {
        "action_open_lines": "gives an action; its records are read as the user",
    },
    "client.link.difference": {
        "action_open_document": "gives an action; the document is read as the user",
    },
    "client.link.mixin": {
        "action_client_link": "opens a wizard, which checks the rights on documents",
        "action_client_link_history": "gives an action; read as the user",
    },
    "client.link.proposal": {
        "action_accept": "write access to the invoices checked",
        "action_open_document": "gives an action; the document is read as the user",
        "action_reject": "write access to the invoices checked",
        "action_reopen": "write access to the invoices checked",
    },
    "client.link.rule": {
        "action_open_proposals": "gives an action; its records are read as the user",
        "action_propose": "for managers of accounting or client accounting only",
    },
    "client.link.split": {
        "action_apply": "own wizard; write access to each invoice checked",
    },
    "client.link.task": {
        "action_accept": "write access to the invoices checked",
        "action_link": "opens a wizard, which checks the rights on documents",
        "action_open_document": "gives an action; the document is read as the user",
        "action_payer": "write access to the invoices checked",
        "action_propose": "write access to the list checked",
        "action_reject": "write access to the invoices checked",
        "action_split": "opens a wizard, which checks the rights on documents",
        "get_counters": "read access to the list checked; counts as the user",
    },
    "client.appraisal": {
        "action_done": "write access checked: who fills it in, administrators",
        "action_open_comparison": "gives an action; its rows are read as the user",
        "action_publish": "who filled it in, the head, administrators",
    },
    "client.appraisal.comparison": {
        "action_open_sheets": "gives an action; sheets are read as the user",
    },
    "client.appraisal.round": {
        "action_open_sheets": "gives an action; sheets are read as the user",
        "action_publish": "write access checked; own team, or administrators",
        "action_remind": "write access checked: who leads the round, administrators",
        "action_start": "write access checked; own team, or administrators",
    },
    "client.manager.card": {
        f"action_open_{what}": "gives an action; its records are read as the user"
        for what in (
            "answers",
            "appraisals",
            "breaches",
            "contacts",
            "dossiers",
            "overdue",
            "results",
        )
    },
    "client.manager.result": {
        "action_open_documents": "read access checked; documents are read as the user",
        "action_refresh": "for administrators of client accounting only",
    },
    "partner.announcement": {
        "action_open_unread": "gives an action; partners are read as the user",
        "action_publish": "write access checked",
        "action_withdraw": "write access checked",
    },
    "partner.cockpit": {
        "action_open": "read access checked; the document is read as the user",
    },
    "partner.audit": {
        "action_open_record": "read access checked; the record is read as the user",
    },
    "partner.agreement": {
        "action_new_version": "for channel managers only",
        "action_offer": "for channel managers only",
        "action_sign": "for channel managers only; its wizard checks the agreement",
        "action_take_back": "for channel managers only",
        "action_terminate": "for channel managers only; its wizard checks it again",
    },
    "partner.agreement.sign": {
        "action_apply": "write access to the agreement; for channel managers only",
    },
    "partner.agreement.terminate": {
        "action_apply": "write access to the agreement; for channel managers only",
    },
    "partner.territory.holder": {
        "action_open_territory": "gives an action; the territory is read as the user",
    },
    "partner.application": {
        "action_check": "write access checked",
        "action_decide": "for channel managers only",
        "action_open_partner": "gives an action; the partner is read as the user",
        "action_review": "for channel managers only",
    },
    "partner.application.approval": {
        "action_grant": "for the channel manager who is asked, write access checked",
        "action_refuse": "for the channel manager who is asked, write access checked",
    },
    "partner.application.decide": {
        "action_apply": "for channel managers only, write access checked",
    },
    "partner.application.match": {
        "action_open": "read access checked; the record is read as the user",
    },
    "partner.onboarding.task": {
        "action_done": "write access checked",
        "action_reopen": "write access checked",
    },
    "partner.type": {
        "action_open_applications": "gives an action; its records are read as the user",
    },
    "partner.deal": {
        "action_check": "write access checked",
        "action_decide": "for channel managers only",
        "action_grant_extension": "for channel managers only",
        "action_lost": "write access checked; its wizard checks each deal",
        "action_open_lead": "gives an action; the opportunity is read as the user",
        "action_refuse_extension": "for channel managers only",
        "action_submit": "write access checked",
        "action_withdraw": "write access checked",
        "action_won": "write access checked",
    },
    "partner.order.decide": {
        "action_apply": "write access to each order; for channel managers only",
    },
    "partner.return": {
        "action_decide": "write access and channel managers checked",
        "action_open_pickings": "gives an action; transfers are read as the user",
    },
    "partner.return.decide": {
        "action_apply": "write access to each return; for channel managers only",
    },
    "partner.deal.conflict": {
        "action_open": "read access checked; the document is read as the user",
    },
    "partner.lead.offer": {
        "action_open_lead": "gives an action; the lead is read as the user",
        "action_withdraw": "for channel users; write access to each lead checked",
    },
    "partner.lead.distribute": {
        "action_offer": "for channel users; write access to each lead checked",
    },
    "partner.lead.share": {
        "action_open_leads": "read access checked; leads are read as the user",
    },
    "partner.profile": {
        "action_new_version": "write access checked",
        "action_publish": "for channel managers; write access checked",
        "action_send_back": "for channel managers; write access checked",
        "action_take_off": "for channel managers; write access checked",
    },
    "partner.deal.decide": {
        "action_apply": "write access to each deal; decisions for managers only",
    },
    "partner.certification": {
        "action_revoke": "for channel managers only; write access checked",
    },
    "partner.programme": {
        "action_evaluate": "for channel managers only; write access checked",
        "action_open_progress": "gives an action; its records are read as the user",
    },
    "partner.tier.change": {
        "action_decide": "for channel managers only; write access checked",
    },
    "partner.tier.decide": {
        "action_apply": "own wizard; the changes ask for a channel manager",
    },
    "client.contact.proposal": {
        "action_accept": "write access checked; contacts are made as the user",
        "action_open_contact": "gives an action; the contact is read as the user",
        "action_reject": "write access checked",
        "action_reopen": "write access checked",
    },
    "client.dossier.document": {
        "action_open_dossier": "gives an action; the document is read as user",
    },
    "client.duplicate": {
        "action_merge": "opens the merge, which checks the rights on each client",
        "action_open_other": "gives an action; the client is read as the user",
        "action_open_partner": "gives an action; the client is read as the user",
        "action_reopen": "for who may change both clients",
        "action_twins": "gives an action; its wizard checks both clients",
    },
    "client.duplicate.twin": {
        "action_confirm": "for who may change both clients of each pair",
    },
    "client.event": {
        "action_keep_document_private": "own events, or administrators",
        "action_keep_private": "own events, or administrators",
        "action_open_document": "gives an action; the document is read as user",
        "get_record_action": "gives an action; the document is read as user",
    },
    "client.event.document": {
        "action_open_timeline": "gives an action; the document is read as user",
        "action_record_event": "gives an action; the document is read as user",
    },
    "client.event.import": {
        "action_back": "own wizard; for administrators of client accounting only",
        "action_check": "own wizard; clients are found as the user",
        "action_import": "own wizard; create access to events checked",
        "action_open_events": "gives an action; events are read as the user",
        "action_template": "gives the address of a public file",
    },
    "client.day.plan": {
        "action_done": "activities are done as the user",
        "action_map": "gives the address of a map for rows that the user sees",
        "action_next_week": "activities are written as the user",
        "action_open": "gives an action; the client is read as the user",
        "action_open_document": "gives an action; the document is read as the user",
        "action_plan": "read access to the rows and their clients checked",
        "action_take_promise": "opens a wizard, which creates as the user",
        "action_tomorrow": "activities are written as the user",
    },
    "client.next.step.breach": {
        "action_open_client": "gives an action; the client is read as the user",
        "action_plan": "read access to the rows and their clients checked",
    },
    "client.next.step.rule": {
        "action_evaluate": "for administrators of client accounting only",
        "action_open_breaches": "gives an action; its records are read as the user",
    },
    "client.process": {
        "action_open_attention": "gives an action; its records are read as the user",
        "action_open_done": "gives an action; its records are read as the user",
        "action_open_running": "gives an action; its records are read as the user",
        "action_start": "gives an action; its wizard checks the clients",
    },
    "client.process.control": {
        "action_apply": "own wizard; whose runs they are is checked for each",
    },
    "client.process.run": {
        "action_open_client": "gives an action; the client is read as the user",
        "action_open_document": "gives an action; the document is read as the user",
        "action_resume": "opens a wizard, which checks whose runs they are",
        "action_skip": "opens a wizard, which checks whose runs they are",
        "action_stop": "opens a wizard, which checks whose runs they are",
    },
    "client.handover": {
        "action_cancel": "own drafts, or administrators",
        "action_distribute": "write access checked: own drafts, or administrators",
        "action_hand_over": "for administrators of client accounting only",
        "action_open_items": "gives an action; its records are read as the user",
        "action_open_lines": "gives an action; its records are read as the user",
        "action_plan": "for administrators of client accounting only",
        "action_preview_letter": "read access checked",
        "action_propose": "own clients, or administrators",
        "action_undo": "for administrators of client accounting only",
    },
    "client.handover.answer": {
        "action_answer": "own wizard; who answers for the clients is checked",
    },
    "client.handover.item": {
        "action_open": "gives an action; the record is read as the user",
    },
    "client.handover.line": {
        "action_accept": "for the receiver or his substitute",
        "action_give_back": "for administrators of client accounting only",
        "action_open_client": "gives an action; the client is read as the user",
        "action_open_items": "gives an action; its records are read as the user",
        "action_pass_on": "opens a wizard, which checks whose clients they are",
        "action_question": "opens a wizard for the receiver or his substitute",
        "action_refuse": "opens a wizard for the receiver or his substitute",
    },
    "client.handover.start": {
        "action_prepare": "own wizard; own clients, or administrators",
    },
    "client.leftover": {
        "action_hand_over": "opens a wizard, which checks whose clients they are",
        "action_open": "gives an action; its records are read as the user",
    },
    "res.users": {
        "action_client_handover": "own clients, or administrators",
        "action_client_leftovers": "gives an action; counted as the user",
    },
    "client.process.start": {
        "action_start": "own wizard; read access to process and clients checked",
    },
    "client.registration.history": {
        "action_resume": "write access checked: administrators only",
        "action_stop": "write access checked: administrators only",
    },
    "client.registration.start": {
        "action_start": "write access to the runs checked",
    },
    "client.specification.export": {
        "action_download_file": "for administrators of client accounting only",
        "action_import_file": "gives an action; its model is for administrators only",
        "action_open_document": "for administrators of client accounting only",
        "action_print_document": "for administrators of client accounting only",
    },
    "client.specification.import": {
        "action_compare": "for administrators of client accounting only",
        "action_import": "for administrators of client accounting only",
        "action_restart": "own wizard; for administrators of client accounting only",
        "action_try": "for administrators of client accounting only",
    },
    "client.telephony.call": {
        "get_record_action": "read access checked: own calls only",
    },
    "client.telephony.connection": {
        "action_new_key": "write access checked: administrators only",
        "action_open_calls": "gives an action; calls are read as the user",
        "action_open_messages": "gives an action; read as the user",
    },
    "client.timeline": {
        "get_timeline": "for readers of the dossier only; each document as the user",
        "get_timeline_action": "gives an action; the document is read as the user",
    },
    "client.attribute": {
        "action_open_clients": "gives an action; clients are read as the user",
        "action_open_options": "gives an action",
    },
    "client.attribute.change": {
        "action_open_client": "gives an action; the client is read as the user",
    },
    "client.attribute.option.merge": {
        "action_apply": "for administrators of client accounting only",
    },
    "client.attribute.retype": {
        "action_apply": "for administrators of client accounting only",
    },
    "client.completeness": {
        "action_confirm": "rights to edit the clients and each attribute",
        "action_open_client": "gives an action; the client is read as the user",
    },
    "client.merge": {
        "action_open_survivor": "gives an action; the client is read as the user",
        "action_undo": "for the group of merging, on clients that he may change",
    },
    "client.merge.wizard": {
        "action_merge": "for the group of merging, on clients that he may change",
    },
    "client.profile": {
        "action_open_clients": "gives an action; clients are read as the user",
    },
    "client.glossary.term": {
        "get_explanations": "names and meanings of what the user may read",
    },
    "client.dispute": {
        "action_open_dossier": "gives an action; the document is read as user",
        "action_reopen": "write access checked",
        "action_resolve": "write access checked",
    },
    "client.effort": {
        "action_open_document": "gives an action; the document is read as the user",
    },
    "client.payment.promise": {
        "action_call_head": "write access checked; a notice to the head only",
        "action_open_dossier": "gives an action; the document is read as user",
        "action_open_items": "gives an action; its records are read as the user",
        "action_postpone": "opens a wizard, which creates as the user",
    },
    "client.payment.promise.take": {
        "action_take": "own wizard; create access to promises checked",
    },
    "client.payment.remind": {
        "action_send": "own wizard; for who sees all documents, each client checked",
    },
    "client.payment.remind.line": {
        "action_back": "gives an action; own wizard",
        "action_preview": "gives an action; own wizard",
        "action_statement": "for who sees all documents of clients",
    },
    "client.payment.reminder": {
        "action_open_dossier": "gives an action; the document is read as user",
    },
    "client.receivable": {
        "action_dispute": "gives an action; the dispute is read as the user",
        "action_open_document": "gives an action; the document is read as the user",
        "action_open_dossier": "gives an action; the client is read as the user",
        "action_plan": "opens a wizard, which checks the rights on the clients",
        "action_remind": "for who sees all documents, each client checked",
        "action_take_promise": "opens a wizard, which creates as the user",
    },
    "client.statement.print": {
        "action_print": "for who sees all documents; each client is read as the user",
    },
    "client.dossier": {
        "choose_layout": "own arrangement only; readers of the dossier",
        "get_dossier": "reads as the user: rights of each document",
        "get_section_action": "gives an action; its records are read as the user",
        "get_start": "for readers of the dossier only; finds as the user",
        "mark_dossier_seen": "for who may read the client; own look only",
        "save_places": "own arrangement only, checked; readers of the dossier",
        "search_clients": "for readers of the dossier only; finds as the user",
    },
    "client.glance": {
        "get_glance": "reads as the user; empty for other employees",
    },
    "client.promise": {
        "action_open_dossier": "gives an action; the client is read as the user",
        "action_open_transfer": "gives an action; the transfer is read as the user",
    },
    "client.delivery.service": {
        "action_open_order": "gives an action; the order is read as the user",
    },
    "client.reorder": {
        "action_create_quotation": "makes quotations as the user, of rows he may read",
        "action_open_dossier": "gives an action; the client is read as the user",
        "action_open_purchases": "gives an action; its records are read as the user",
    },
    "client.figures": {
        "action_open_documents": "gives an action; its records are read as the user",
        "action_open_dossier": "gives an action",
        "action_recompute": "for administrators of client accounting only",
        "get_documents_action": "gives an action; its records are read as the user",
    },
    "client.segment": {
        "action_evaluate": "for administrators of client accounting only",
        "action_open_clients": "gives an action; evaluates for administrators only",
        "action_open_history": "gives an action; its records are read as the user",
    },
    "client.segment.action": {
        "action_open_log": "gives an action; its records are read as the user",
        "action_run_for_existing": "for administrators of client accounting only",
    },
    "client.segment.action.log": {
        "action_open_dossier": "gives an action",
        "action_retry": "for administrators of client accounting only",
    },
    "client.segment.axis": {
        "action_evaluate": "for administrators of client accounting only",
        "action_open_clients": "gives an action; its records are read as the user",
        "action_open_migration": "gives an action",
        "action_open_trend": "gives an action; its records are read as the user",
    },
    "client.segment.assign": {
        "action_apply": "writes what was put by hand with the rights of the user",
    },
    "client.segment.membership": {
        "action_open_dossier": "gives an action",
    },
    "client.segment.migration": {
        "action_open": "gives an action; its records are read as the user",
    },
    "client.segment.migration.report": {
        "action_open_dossier": "gives an action",
    },
    "client.segment.override": {
        "action_withdraw": "for who may change what was put by hand",
    },
    "client.segment.report": {
        "action_open_dossier": "gives an action",
    },
    "client.lifecycle.move": {
        "action_apply": "moves as the user: rights on each client",
    },
    "client.lifecycle.stage": {
        "action_evaluate": "for administrators of client accounting only",
        "action_open_clients": "gives an action",
    },
    "client.lifecycle.state": {
        "action_end_override": "for who may write the clients only",
        "action_move": "gives an action",
        "action_new_opportunity": "gives an action",
        "action_new_quotation": "gives an action",
        "action_open_dossier": "gives an action",
        "action_schedule_activity": "gives an action",
    },
    "client.lifecycle.stay": {
        "action_open_client": "gives an action",
    },
    "client.winback.bonus": {
        "action_approve": "for administrators of client accounting only",
        "action_refuse": "for administrators of client accounting only",
        "action_reopen": "for administrators of client accounting only",
    },
    "crm.fact.sales": {
        "action_open_invoice": "gives an action; the invoice is read as the user",
    },
    "client.competitor": {
        "action_open_clients": "gives an action; its records are read as the user",
        "action_open_comparison": "gives a report; all of it is read as the user",
        "action_open_results": "gives an action; its records are read as the user",
    },
    "client.competitor.presence": {
        "action_open_comparison": "gives a report; all of it is read as the user",
    },
    "client.competitor.result": {
        "action_open_lead": "gives an action; the opportunity is read as the user",
    },
    "client.contact.leave": {
        "action_apply": "own wizard; write access to role, person and links checked",
    },
    "client.contact.role": {
        "action_leave": "write access to the role checked; opens a wizard",
        "action_open_person": "gives an action; the person is read as the user",
    },
    "client.privacy.request": {
        name: "for the group of data protection only"
        for name in (
            "action_erase",
            "action_export",
            "action_lift",
            "action_look_up",
            "action_refuse",
            "action_reopen",
            "action_restrict",
        )
    },
    "res.partner": {
        "action_leave_company": "write access to the role checked; opens a wizard",
        "action_open_acquaintances": "read access to the partner checked",
        "action_open_comparison": "gives a report; all of it is read as the user",
        "action_open_competitors": "gives an action; its records are read as the user",
        "action_open_people": "gives an action; its records are read as the user",
        "action_open_client_promises": "gives an action; read as the user",
        "action_open_delivery_service": "gives an action; read as the user",
        "action_client_handover": "opens a wizard, which checks whose clients they are",
        "action_open_handovers": "gives an action; its records are read as the user",
        "action_open_processes": "gives an action; its records are read as the user",
        "action_start_process": "gives an action; its wizard checks the clients",
        "action_open_timeline": "gives an action; the partner is read as the user",
        "action_record_event": "gives an action; the partner is read as the user",
        "action_confirm_client_attribute": "rights to edit the client and attribute",
        "action_confirm_client_attributes": "rights to edit the client and attributes",
        "action_open_client_attribute_changes": "gives an action; read as the user",
        "action_open_client_attributes": "gives an action; read as the user",
        "action_open_channel_leads": "for users of the channel only; gives an action",
        "action_open_onboarding": "gives an action; tasks are read as the user",
        "action_open_partner_deals": "gives an action; deals are read as the user",
        "action_open_partner_lead_offers": "gives an action; read as the user",
        "action_open_partner_profile": "gives an action; read as the user",
        "action_start_onboarding": "for channel managers only, write access checked",
        "action_open_tier_progress": "gives an action; the progress is read as user",
        "action_open_partner_agreements": "gives an action; read as the user",
        "action_open_client_segments": "gives an action; read as the user",
        "action_open_dossier": "gives an action",
        "action_open_lifecycle": "for readers of client accounting; gives an action",
        "action_open_promises": "gives an action; its records are read as the user",
        "action_open_receivables": "gives an action; its records are read as the user",
        "action_print_statement": "opens a wizard, which checks the rights",
        "action_remind_payment": "for who sees all documents, each client checked",
        "action_take_promise": "opens a wizard, which creates as the user",
    },
}

# Access rows for portal or public users: (model, group) -> what keeps others out.
PORTAL_ACCESS = {}

# Models with a company whose rule is not theirs: model -> where the rule comes from.
COMPANY_RULES = {}
