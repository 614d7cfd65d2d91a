import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("partner_portal_lead_offer", {
    url: "/odoo/partner-leads-to-offer",
    steps: () => [
        {
            content: "Choose the lead",
            trigger: ".o_data_row:contains(Tour Winery) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button:contains(Offer to Partners)",
            run: "click",
        },
        {
            content: "The best partner is proposed",
            trigger: ".modal .o_data_row td:contains(Dealer)",
        },
        {
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(Offers of Leads)",
        },
        {
            content: "The offer waits for an answer",
            trigger: ".o_list_view .o_data_row td:contains(Tour Winery)",
            run: "click",
        },
        {
            content: "The reasons are in words",
            trigger: ".o_form_view .o_field_widget[name=explanation]:contains(sits in the)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_lead_answer", {
    url: "/my/partner",
    steps: () => [
        {
            content: "Go to the leads",
            trigger: ".o_partner_navigation a[href='/my/offers']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The client is not named yet",
            trigger: ".o_partner_offers:not(:contains(Tour Winery)) td a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_offer form[action$='/open'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Now it is",
            trigger: ".o_partner_offer h1:contains(Tour Winery)",
        },
        {
            trigger: ".o_partner_offer form[action$='/accept'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_offer .badge:contains(In Work)",
        },
        {
            content: "Write the profile",
            trigger: ".o_partner_navigation a[href='/my/partner/profile']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#profile_summary",
            run: "edit Cellars and tasting rooms",
        },
        {
            trigger: ".o_partner_profile_form button[name=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_profile_page .badge:contains(To Approve)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_profile_approve", {
    url: "/odoo/partner-profiles",
    steps: () => [
        {
            trigger: ".o_data_row td:contains(Dealer)",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button:contains(Publish)",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Published)",
        },
    ],
});
