import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("partner_portal_deal_register", {
    url: "/my",
    steps: () => [
        {
            content: "Deals are on the home page of the portal",
            trigger: ".o_portal_docs a[href='/my/deals']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Nothing is registered yet: register the first deal",
            trigger: ".o_partner_deals a[href='/my/deals/new']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#deal_client_name",
            run: "edit Tour Mills",
        },
        {
            trigger: "#deal_client_email",
            run: "edit office@tour-mills.example",
        },
        {
            trigger: "#deal_subject",
            run: "edit A packing line",
        },
        {
            trigger: "#deal_amount",
            run: "edit 12500",
        },
        {
            trigger: "#deal_date_expected",
            run({ anchor }) {
                anchor.value = "2999-12-31";
            },
        },
        {
            content: "Register it",
            trigger: ".o_partner_deal_form button.btn-primary",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The answer says until when we decide",
            trigger: ".o_partner_deal .badge:contains(In Review)",
        },
        {
            content: "Add something",
            trigger: "#deal_message",
            run: "edit We meet them on Monday",
        },
        {
            trigger: ".o_partner_deal form[action$='/message'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_deal div:contains(We meet them on Monday)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_deal_decide", {
    url: "/odoo/partner-deals-to-decide",
    steps: () => [
        {
            content: "Open the registration that waits",
            trigger: ".o_data_row td:contains(Tour Mills)",
            run: "click",
        },
        {
            content: "The check has found nothing: approve",
            trigger: ".o_statusbar_buttons button:contains(Approve)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Good luck",
        },
        {
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "The partner is protected",
            trigger: ".o_arrow_button_current:contains(Protected)",
        },
        {
            content: "The opportunity was made of it",
            trigger: "button[name=action_open_lead]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name] textarea",
        },
        {
            trigger: ".o_breadcrumb:contains(A packing line)",
        },
    ],
});
