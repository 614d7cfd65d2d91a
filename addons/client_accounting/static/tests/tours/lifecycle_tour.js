import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_lifecycle_board", {
    url: "/odoo/lifecycle",
    steps: () => [
        {
            content: "The client is at the stage of the rules, with its money",
            trigger:
                ".o_kanban_group:contains(Purchase) .o_kanban_record:contains(Tour Buyer):contains(321)",
        },
        {
            content: "Drop it on another stage",
            trigger: ".o_kanban_group:contains(Purchase) .o_kanban_record:contains(Tour Buyer)",
            run: "drag_and_drop (.o_kanban_group:contains(Sleeping))",
        },
        {
            content: "Until when and why is asked; nothing is written yet",
            trigger: ".modal .o_field_widget[name=note] input",
            run: "edit The buyer is on leave",
        },
        {
            content: "The stage is that of the column",
            trigger: ".modal .o_field_widget[name=stage_id] input:value(Sleeping)",
        },
        {
            content: "Move",
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            content: "The card lies there, marked as set by hand",
            trigger:
                ".o_kanban_group:contains(Sleeping) .o_kanban_record:contains(Tour Buyer) .fa-hand-paper-o",
        },
        {
            content: "Open it",
            trigger: ".o_kanban_group:contains(Sleeping) .o_kanban_record:contains(Tour Buyer)",
            run: "click",
        },
        {
            content: "Why is kept",
            trigger: ".o_field_widget[name=override_reason] input:value(The buyer is on leave)",
        },
        {
            content: "Let the rules decide again",
            trigger: "button[name=action_end_override]",
            run: "click",
        },
        {
            content: "It is at the stage of the rules",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Purchase)",
        },
    ],
});

registry.category("web_tour.tours").add("client_accounting_winback", {
    url: "/odoo/win-back",
    steps: () => [
        {
            content: "The lost client is on the list",
            trigger: ".o_data_row:contains(Tour Leaver) .badge:contains(Lost)",
        },
        {
            content: "Write down why it left",
            trigger: ".o_data_row:contains(Tour Leaver) td[name=churn_reason_id]",
            run: "click",
        },
        {
            trigger: ".o_selected_row td[name=churn_reason_id] input",
            run: "edit Late",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Late deliveries)",
            run: "click",
        },
        {
            content: "Choose an offer",
            trigger: ".o_selected_row td[name=offer_id] input",
            run: "edit Stock",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Stock reserved)",
            run: "click",
        },
        {
            content: "Save the line",
            trigger: ".o_list_button_save",
            run: "click",
        },
        {
            content: "Make a quotation with the offer",
            trigger:
                ".o_data_row:not(.o_selected_row):contains(Late deliveries) button[name=action_new_quotation]",
            run: "click",
        },
        {
            content: "The quotation is for the client",
            trigger: ".o_field_widget[name=partner_id] input:value(Tour Leaver)",
        },
        {
            content: "Leave it",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour Leaver)",
        },
    ],
});
