import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("partner_portal_tier_decide", {
    url: "/odoo/partner-tier-changes",
    steps: () => [
        {
            content: "Open the promotion that waits",
            trigger: ".o_data_row td:contains(Tour Newcomer)",
            run: "click",
        },
        {
            content: "Confirm it",
            trigger: ".o_statusbar_buttons button:contains(Confirm)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Well done",
        },
        {
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "The partner has its tier",
            trigger: ".o_arrow_button_current:contains(Applied)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_programme", {
    url: "/my",
    steps: () => [
        {
            content: "The programme is on the home page of the portal",
            trigger: ".o_portal_docs a[href='/my/programme']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The tier that was confirmed",
            trigger: ".o_partner_programme .badge:contains(Your tier: Silver)",
        },
        {
            content: "What is missing for the next one",
            trigger: "#programme_next li:contains(29,000.00 more)",
        },
        {
            content: "What the manager wrote",
            trigger: "#programme_history li:contains(Well done)",
        },
        {
            content: "Back to the desk by the navigation",
            trigger: ".o_partner_navigation a[href='/my/partner']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The card says the same",
            trigger: "[data-figure='tier']:contains(Silver)",
        },
    ],
});
