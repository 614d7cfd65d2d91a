import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_delay_reason", {
    url: "/odoo/client-deliveries",
    steps: () => [
        {
            content: "The important client stands first, with the reason that was found",
            trigger:
                ".o_data_row:first:contains(Vega):contains(Tour Key) [name=client_delay_reason_id]:contains(Our delay)",
        },
        {
            content: "The other one comes after",
            trigger: ".o_data_row:nth-child(2):contains(Tour Small)",
        },
        {
            content: "Not sorted",
            trigger: "th[data-name=client_importance]",
            run: "click",
        },
        {
            content: "Sort by importance the other way",
            trigger: "th[data-name=client_importance]:not(.table-active)",
            run: "click",
        },
        {
            content: "Now the ordinary client is first",
            trigger: ".o_data_row:first:contains(Tour Small)",
        },
        {
            content: "Open the delivery of the important client",
            trigger: ".o_data_row:contains(Vega) [name=name]",
            run: "click",
        },
        {
            content: "The client at a glance, without money",
            trigger: ".o_client_glance [data-item=importance]:contains(Key)",
        },
        {
            content: "Another reason",
            trigger: ".o_field_widget[name=client_delay_reason_id] input",
            run: "edit Client asked",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item:contains(Client asked to wait)",
            run: "click",
        },
        {
            content: "What the client may be told",
            trigger: ".o_field_widget[name=client_delay_note] input",
            run: "edit After the fair",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Saved",
            trigger: ".o_form_saved",
        },
    ],
});

registry.category("web_tour.tours").add("client_accounting_reorder", {
    url: "/odoo/client-reorders",
    steps: () => [
        {
            content: "The client needs lamps, as every 30 days",
            trigger: ".o_data_row:contains(Vega):contains(Lamp) [name=interval_days]:contains(30)",
        },
        {
            content: "One click",
            trigger: ".o_data_row:contains(Vega) button[name=action_create_quotation]",
            run: "click",
        },
        {
            content: "A quotation with the usual quantity",
            trigger: ".o_form_view .o_data_row:contains(Lamp):contains(12)",
        },
        {
            content: "And the client at a glance above it",
            trigger: ".o_client_glance [data-item=importance]:contains(Key)",
        },
    ],
});
