import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_dossier_layout", {
    steps: () => [
        {
            content: "The head's layout: the comparison comes first",
            trigger: ".o_dossier_main > section:first-child[data-section=comparison]",
        },
        {
            content: "Choose another one",
            trigger: ".o_dossier_layout button:contains(Head of Sales)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains(Accountant)",
            run: "click",
        },
        {
            content: "Invoices come first now",
            trigger: ".o_dossier_main > section:first-child[data-section=receivables]",
        },
        {
            content: "Arrange the parts",
            trigger: ".o_dossier_layout button:contains(Accountant)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains(Arrange the Parts)",
            run: "click",
        },
        {
            content: "Hide the turnover",
            trigger: "[data-section=turnover] button[aria-label=Hide]",
            run: "click",
        },
        {
            content: "Move the people to the wide column",
            trigger: "[data-section=people] button[aria-label='To the other column']",
            run: "click",
        },
        {
            trigger: ".o_dossier_layout [data-hidden=turnover]",
        },
        {
            trigger: ".o_dossier_layout button:contains(Done)",
            run: "click",
        },
        {
            content: "It is kept",
            trigger: ".o_dossier_layout button:contains(My Layout)",
        },
        {
            trigger: ".o_dossier_main [data-section=people]",
        },
        {
            trigger: ".o_dossier_page:not(:has([data-section=turnover]))",
        },
    ],
});
