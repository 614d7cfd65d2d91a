import { registry } from "@web/core/registry";

const row = (text) => `.o_data_row:contains(Tour Payer):contains(${text})`;

registry.category("web_tour.tours").add("client_accounting_payment_promise", {
    url: "/odoo/receivables",
    steps: () => [
        {
            content: "The overdue invoice stands on the list of the manager",
            trigger: `${row("1,234.50")} .badge:contains(Overdue)`,
        },
        {
            content: "First click: a promise",
            trigger: `${row("1,234.50")} button[name=action_take_promise]`,
            run: "click",
        },
        {
            content: "Amount and day are filled in",
            trigger: ".modal .o_field_widget[name=amount] input:value(1,234.50)",
        },
        {
            content: "Second click: record it",
            trigger: ".modal button[name=action_take]",
            run: "click",
        },
        {
            content: "It is said what was recorded",
            trigger: ".o_notification:contains(Tour Payer pays)",
        },
        {
            content: "The payment is expected on that day",
            trigger: "body:not(:has(.modal)) .o_list_view",
        },
    ],
});
