import { registry } from "@web/core/registry";

const NUMBER = "TOUR/2026/0042";

/** Choose the layout of a role and see its first part come first. */
function choose(before, role, first) {
    return [
        {
            content: `The layouts, ${before} is in use`,
            trigger: `.o_dossier_layout button:contains(${before})`,
            run: "click",
        },
        {
            content: `That of the ${role}`,
            trigger: `.o-dropdown--menu .dropdown-item:contains(${role})`,
            run: "click",
        },
        {
            content: `${first} comes first`,
            trigger: `.o_dossier_main > section:first-child[data-section=${first}]`,
        },
    ];
}

const back = {
    content: "Back to the client",
    trigger: ".o_breadcrumb .breadcrumb-item:contains(Tour Client) a",
    run: "click",
};

registry.category("web_tour.tours").add("client_accounting_roles", {
    steps: () => [
        ...choose("Head of Sales", "Marketer", "turnover"),
        {
            content: "What the client belongs to, beside the turnover",
            trigger: ".o_dossier_page [data-section=segments]",
        },
        {
            content: "The turnover opens its invoices",
            trigger: "[data-section=turnover] .o_dossier_all",
            run: "click",
        },
        {
            trigger: `.o_list_view .o_data_row:contains(${NUMBER})`,
        },
        back,
        ...choose("Marketer", "Buyer", "products"),
        {
            content: "What the client takes, how much of it",
            trigger: "[data-section=products]:contains(Desk)",
        },
        {
            content: "The goods open the lines of invoices",
            trigger: "[data-section=products] .o_dossier_all",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_group_header:contains(Desk)",
        },
        back,
        {
            content: "The layout is kept",
            trigger: ".o_dossier_layout button:contains(Buyer)",
        },
    ],
});
