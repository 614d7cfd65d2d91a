import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_handover", {
    url: "/odoo/client-handovers",
    steps: () => [
        {
            content: "The rooms of clients",
            trigger:
                ".o_main_navbar button:contains(Clients), .o_main_navbar [data-menu-xmlid='client_accounting.client_accounting_menu_clients']",
            run: "click",
        },
        {
            content: "Hand over clients",
            trigger:
                ".o-dropdown--menu [data-menu-xmlid='client_accounting.client_handover_menu_start']",
            run: "click",
        },
        {
            content: "From the manager",
            trigger: ".modal .o_field_widget[name=from_user_id] input",
            run: "edit process_manager",
        },
        {
            content: "He is found",
            trigger: ".o-autocomplete--dropdown-item:contains(process_manager)",
            run: "click",
        },
        {
            content: "To the colleague",
            trigger: ".modal .o_field_widget[name=receiver_ids] input",
            run: "edit process_colleague",
        },
        {
            content: "He is found",
            trigger: ".o-autocomplete--dropdown-item:contains(process_colleague)",
            run: "click",
        },
        {
            content: "Why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit New regions",
        },
        {
            content: "See what moves",
            trigger: ".modal-footer button[name=action_prepare]",
            run: "click",
        },
        {
            content: "Two clients, with what is open",
            trigger: ".o_client_handover_preview:contains(Activities):contains(Leads)",
        },
        {
            content: "Hand over",
            trigger: "button[name=action_hand_over]",
            run: "click",
        },
        {
            content: "Yes",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "The receiver has not answered yet",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Handed Over)",
        },
        {
            content: "Clients wait",
            trigger: ".o_field_widget[name=line_ids] .badge:contains(Waiting)",
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
