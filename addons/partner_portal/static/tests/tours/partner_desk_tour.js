import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("partner_portal_desk", {
    url: "/my",
    steps: () => [
        {
            content: "Open the desk from its card",
            trigger: ".o_portal_docs a[href='/my/partner']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The level is shown",
            trigger: ".o_partner_desk #partner_desk_header .badge:contains(Gold)",
        },
        {
            content: "There is news: read it",
            trigger: "#partner_desk_news a:contains(Prices change)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "article.o_partner_news:contains(Order before)",
        },
        {
            content: "Back by the navigation",
            trigger: ".o_partner_navigation a[href='/my/partner']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is read",
            trigger: "#partner_desk_news li:contains(Prices change):not(:contains(New))",
        },
        {
            content: "One lead waits: see it",
            trigger: ".o_partner_desk a[data-figure='new']:contains(1)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The lead is in the list of core's page",
            trigger: ".o_portal_my_doc_table a:contains(Furniture for a school)",
        },
        {
            content: "Back to the desk, it is where it was",
            trigger: ".o_portal_submenu a[href='/my/home']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_portal_docs a[href='/my/partner']",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_cockpit", {
    url: "/odoo/partner-cockpit",
    steps: () => [
        {
            content: "The registration waits in its column",
            trigger:
                ".o_kanban_group:contains(Deals to Decide) .o_kanban_record:contains(Northern Mills)",
            run: "click",
        },
        {
            content: "It opens with its decisions",
            trigger: ".o_statusbar_buttons button:contains(Approve)",
        },
        {
            content: "Back to the work",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains(Cockpit)",
            run: "click",
        },
        {
            trigger: ".o_cp_switch_buttons .o_list, .o_switch_view.o_list",
            run: "click",
        },
        {
            content: "In the list it is in the order of deadlines",
            trigger: ".o_list_view .o_data_row:contains(Northern Mills)",
        },
    ],
});
