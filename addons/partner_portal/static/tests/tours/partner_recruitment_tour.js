import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("partner_portal_apply", {
    url: "/partners/apply",
    steps: () => [
        {
            content: "Choose what describes the company best",
            trigger: ".o_partner_apply a[href$='/partners/apply/trader']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#apply_company_name",
            run: "edit Tour Traders",
        },
        {
            trigger: "#apply_website",
            run: "edit www.tour-traders.example",
        },
        {
            trigger: "#apply_country_id",
            run: "selectByIndex 3",
        },
        {
            trigger: "#apply_contact_name",
            run: "edit Tina Tour",
        },
        {
            trigger: "#apply_contact_email",
            run: "edit tina@tour-traders.example",
        },
        {
            content: "A question with choices",
            trigger: "#apply_q_t_exp_t_exp_long",
            run: "click",
        },
        {
            trigger: "#apply_q_t_ware_yes",
            run: "click",
        },
        {
            trigger: "#apply_q_t_clients",
            run: "edit 100",
        },
        {
            trigger: "#apply_consent",
            run: "click",
        },
        {
            trigger: ".o_partner_apply_form button[type=submit]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The answer tells where to go on",
            trigger: ".o_partner_apply_thanks:contains(Thank you for your application)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_application_message", {
    steps: () => [
        {
            content: "The applicant follows the state",
            trigger: ".o_partner_application .badge:contains(New)",
        },
        {
            trigger: "#application_message",
            run: "edit When do we hear from you?",
        },
        {
            trigger: ".o_partner_application form[action$='/message'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_application div:contains(When do we hear from you?)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_application_decide", {
    url: "/odoo/partner-applications",
    steps: () => [
        {
            content: "The application stands in the first column",
            trigger: ".o_kanban_record:contains(Tour Traders)",
            run: "click",
        },
        {
            content: "Take it up",
            trigger: ".o_statusbar_buttons button:contains(Start the Review)",
            run: "click",
        },
        {
            trigger: ".o_notebook .nav-link:contains(Approvals)",
            run: "click",
        },
        {
            content: "Agree to the step",
            trigger: ".o_field_widget[name=approval_ids] button[name=action_grant]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button:contains(Approve)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Glad to have you",
        },
        {
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            content: "The partner is there",
            trigger: ".o_arrow_button_current:contains(Approved)",
        },
        {
            trigger: "button[name=action_open_partner]",
            run: "click",
        },
        {
            trigger: ".o_breadcrumb:contains(Tour Traders)",
        },
    ],
});
