import { registry } from "@web/core/registry";

const row = (text) => `.o_data_row:contains("${text}")`;

/** An accountant links invoices in one action and splits one between two clients. */
registry.category("web_tour.tours").add("client_accounting.link", {
    steps: () => [
        {
            content: "three invoices are not linked",
            trigger: '.o_client_link_counters button[data-key="open"]:contains("3")',
        },
        { trigger: `${row("Tour 1")} .o_list_record_selector input`, run: "click" },
        { trigger: `${row("Tour 2")} .o_list_record_selector input`, run: "click" },
        {
            content: "edit the end client of both",
            trigger: `${row("Tour 1")} .o_data_cell[name="client_end_id"]`,
            run: "click",
        },
        {
            trigger: '.o_selected_row [name="client_end_id"] input',
            run: "edit Tour Consumer",
        },
        {
            trigger: '.o-autocomplete--dropdown-item:contains("Tour Consumer")',
            run: "click",
        },
        { trigger: '.modal .btn-primary:contains("Update")', run: "click" },
        {
            content: "both are linked",
            trigger: `${row("Tour 2")} .o_data_cell[name="client_end_id"]:contains("Tour Consumer")`,
        },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "one is left above the list",
            trigger: '.o_client_link_counters button[data-key="open"]:contains("1")',
            run: "click",
        },
        { trigger: `.o_list_renderer:not(:has(${row("Tour 1")}))` },
        { trigger: `${row("Tour 3")} .o_list_record_selector input`, run: "click" },
        { trigger: 'button[name="action_split"]', run: "click" },
        { trigger: '.modal [name="share_ids"] .o_field_x2many_list_row_add a', run: "click" },
        { trigger: '.modal .o_selected_row [name="client_id"] input', run: "edit Tour Consumer" },
        {
            trigger: '.o-autocomplete--dropdown-item:contains("Tour Consumer")',
            run: "click",
        },
        { trigger: '.modal [name="share_ids"] .o_field_x2many_list_row_add a', run: "click" },
        { trigger: '.modal .o_selected_row [name="client_id"] input', run: "edit Tour Other" },
        {
            trigger: '.o-autocomplete--dropdown-item:contains("Tour Other")',
            run: "click",
        },
        {
            content: "each gets a half",
            trigger: '.modal [name="share_ids"] .o_data_cell[name="amount"]:contains("50.00")',
        },
        { trigger: '.modal button[name="action_apply"]', run: "click" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "nothing is left",
            trigger: '.o_client_link_counters button[data-key="open"]:contains("0")',
        },
    ],
});
