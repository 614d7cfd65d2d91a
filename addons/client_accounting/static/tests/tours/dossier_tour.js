import { registry } from "@web/core/registry";

const NUMBER = "TOUR/2026/0042";

const findByNumber = [
    {
        content: "Type the number of an invoice",
        trigger: ".o_dossier_start .o_dossier_search_input",
        run: `edit ${NUMBER}`,
    },
    {
        content: "The client is found, and why",
        trigger: `.o_dossier_found .o_dossier_active:contains(Tour Client):contains(${NUMBER})`,
    },
    {
        content: "Choose it by keyboard",
        trigger: ".o_dossier_start .o_dossier_search_input",
        run: "press Enter",
    },
    {
        content: "The dossier says who the client is",
        trigger: ".o_dossier_name:contains(Tour Client <b>)",
    },
];

registry.category("web_tour.tours").add("client_accounting_dossier", {
    url: "/odoo/dossier",
    steps: () => [
        ...findByNumber,
        {
            content: "The figure is there",
            trigger: ".o_dossier_tile[data-figure=receivable_open]:contains(321)",
        },
        {
            content: "The chart is drawn",
            trigger: "[data-section=turnover] canvas",
        },
        {
            content: "Open the invoice",
            trigger: `[data-section=receivables] .o_dossier_link:contains(${NUMBER})`,
            run: "click",
        },
        {
            content: "The invoice is open",
            trigger: `.o_form_view .o_breadcrumb:contains(${NUMBER})`,
        },
        {
            content: "Back by the breadcrumb, which bears the client's name",
            trigger: ".o_breadcrumb .breadcrumb-item:contains(Tour Client) a",
            run: "click",
        },
        {
            content: "The same dossier again",
            trigger: ".o_dossier_name:contains(Tour Client)",
        },
        {
            content: "A number opens its documents",
            trigger: ".o_dossier_tile[data-figure=turnover_12m]",
            run: "click",
        },
        {
            content: "They are listed",
            trigger: `.o_list_view .o_data_row:contains(${NUMBER})`,
        },
        {
            content: "Back",
            trigger: ".o_breadcrumb .breadcrumb-item:contains(Tour Client) a",
            run: "click",
        },
        {
            content: "Another client from the dossier itself",
            trigger: ".o_control_panel .o_dossier_search_input",
            run: "edit Tour Neighbour",
        },
        {
            content: "Choose it",
            trigger: ".o_dossier_found [role=option]:contains(Tour Neighbour)",
            run: "click",
        },
        {
            content: "Nothing to show is said in a sentence",
            trigger: "[data-section=receivables].o_dossier_card_empty:contains(Everything is paid)",
        },
    ],
});

registry.category("web_tour.tours").add("client_accounting_dossier_phone", {
    url: "/odoo/dossier",
    steps: () => [
        ...findByNumber,
        {
            content: "Rows are lines of a list, not of a table",
            trigger: `[data-section=receivables] .o_dossier_rows:contains(${NUMBER})`,
        },
        {
            content: "Nothing is wider than the phone",
            trigger: ".o_dossier_page",
            run({ anchor }) {
                const content = anchor.closest(".o_content");
                if (content.scrollWidth > content.clientWidth) {
                    throw new Error(`${content.scrollWidth} > ${content.clientWidth}`);
                }
            },
        },
        {
            content: "Open the invoice",
            trigger: "[data-section=receivables] .o_dossier_rows a",
            run: "click",
        },
        {
            content: "The invoice is open",
            trigger: ".o_form_view:not(:has(.o_dossier))",
        },
    ],
});

registry.category("web_tour.tours").add("client_accounting_dossier_refused", {
    steps: () => [
        {
            content: "A client that is not there is a sentence, not an error",
            trigger: ".o_dossier_refusal [role=alert]:contains(does not exist)",
        },
        {
            content: "And a way out",
            trigger: ".o_dossier_refusal button",
            run: "click",
        },
        {
            content: "The search",
            trigger: ".o_dossier_start .o_dossier_search_input",
        },
    ],
});
