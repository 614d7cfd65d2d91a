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
