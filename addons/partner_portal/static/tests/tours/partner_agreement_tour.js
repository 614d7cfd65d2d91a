import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("partner_portal_agreement_offer", {
    url: "/odoo/partner-agreements",
    steps: () => [
        {
            content: "Open the draft",
            trigger: ".o_kanban_record:contains(Dealer)",
            run: "click",
        },
        {
            content: "Offer it",
            trigger: ".o_statusbar_buttons button[name=action_offer]",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(To Sign)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_agreement_accept", {
    url: "/my/partner",
    steps: () => [
        {
            content: "Agreements are in the navigation of the desk",
            trigger: ".o_partner_navigation a[href='/my/agreements']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_agreements a:contains(Test Agreement)",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Read it",
            trigger: ".o_agreement_document:contains(Sell honestly)",
        },
        {
            trigger: "#agreement_name",
            run: "edit Ada Dealer",
        },
        {
            trigger: "#agreement_agreed",
            run: "click",
        },
        {
            trigger: ".o_partner_agreement_accept button.btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It is signed",
            trigger: "#agreement_signature",
        },
        {
            trigger: ".o_partner_agreement .badge:contains(In Force)",
        },
    ],
});
