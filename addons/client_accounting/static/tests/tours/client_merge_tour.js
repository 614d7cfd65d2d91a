import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_merge", {
    url: "/odoo/client-duplicates",
    steps: () => [
        {
            content: "The pair is proposed, with its reasons",
            trigger: ".o_kanban_record:contains(Tour Harbour):contains(same phone)",
        },
        {
            content: "Merge it",
            trigger: ".o_kanban_record:contains(Tour Harbour) button[name=action_merge]",
            run: "click",
        },
        {
            content: "The values stand side by side; a name is text",
            trigger: ".modal .o_client_merge:contains(Tour Harbour <b>)",
        },
        {
            content: "What moves is counted",
            trigger: ".modal .o_client_merge_moves:contains(Contact)",
        },
        {
            content: "Keep the phone of the other client",
            trigger: ".modal input[type=radio][name=phone]:not(:checked)",
            run: "click",
        },
        {
            content: "It is marked",
            trigger: ".modal .o_client_merge_chosen:contains(0199) input:checked",
        },
        {
            content: "Merge",
            trigger: ".modal-footer button[name=action_merge]",
            run: "click",
        },
        {
            content: "The log says what happened",
            trigger:
                ".o_form_view .o_field_widget[name=line_ids]:contains(Contact):contains(Moved)",
        },
        {
            content: "Undo it",
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is undone",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Undone)",
        },
    ],
});

registry.category("web_tour.tours").add("client_accounting_duplicate_typing", {
    url: "/odoo/res.partner/new",
    steps: () => [
        {
            content: "A company",
            trigger: ".o_field_widget[name=company_type] input[data-value=company]",
            run: "click",
        },
        {
            content: "Its name in another spelling",
            trigger: "h1 :is(textarea, input)[placeholder*='Lumber']",
            run: "edit TOUR HARBOUR LTD",
        },
        {
            content: "Its phone in another spelling",
            trigger: ".o_field_widget[name=phone] input",
            run: "edit (907) 555 0100",
        },
        {
            content: "Leave the field",
            trigger: ".o_field_widget[name=email] input",
            run: "click",
        },
        {
            content: "The client is there already",
            trigger:
                ".o_client_duplicates.alert-danger:contains(Tour Harbour):contains(same phone)",
        },
        {
            content: "Saving is stopped, with a sentence",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "It names the client",
            trigger:
                ".modal:contains(This client is here already) .modal-footer button:contains(Close), .modal:contains(This client is here already) .modal-footer .btn-secondary",
            run: "click",
        },
        {
            content: "Insist",
            trigger: ".o_client_duplicates_insist",
            run: "click",
        },
        {
            content: "It is pressed",
            trigger: ".o_client_duplicates_insist[aria-pressed=true]",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Saved, and not proposed any more",
            trigger:
                ".o_form_view:not(:has(.o_form_dirty)):not(:has(.o_client_duplicates)) .o_form_saved, .o_form_view:not(:has(.o_client_duplicates)) .o_form_sheet",
        },
    ],
});
