import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("partner_portal_order", {
    url: "/my",
    steps: () => [
        {
            content: "The catalogue is on the home page of the portal",
            trigger: ".o_portal_docs a[href='/my/catalogue']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: "#catalogue_search",
            run: "edit TG-10",
        },
        {
            trigger: ".o_partner_catalogue form[role=search] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "One product is left: twelve of it",
            trigger: ".o_partner_product:contains(TG-10) input[name^=qty_]",
            run: "edit 12",
        },
        {
            trigger: ".o_partner_product button[name=one]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Rounded up to whole packings, and told so",
            trigger: ".alert-info:contains(15 instead of 12)",
        },
        {
            trigger: ".o_partner_catalogue a.btn-primary[href='/my/basket']",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_basket_total:contains(600.00)",
        },
        {
            trigger: "#basket_end_client",
            run: "edit Mill Co",
        },
        {
            trigger: ".o_partner_basket_form button[value=send]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "It waits for our approval instead of failing",
            trigger: ".o_partner_order .badge:contains(Waiting for approval)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_order_approve", {
    url: "/odoo/partner-orders-to-approve",
    steps: () => [
        {
            content: "Open the order that waits",
            trigger: ".o_data_row td:contains(Dealer)",
            run: "click",
        },
        {
            trigger: ".alert button[name=action_partner_order_decide]:contains(Approve)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=answer] textarea",
            run: "edit Truck on Monday",
        },
        {
            trigger: ".modal footer button.btn-primary",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Sales Order)",
        },
    ],
});

registry.category("web_tour.tours").add("partner_portal_order_confirmed", {
    url: "/my/partner/orders",
    steps: () => [
        {
            content: "The order is in the list: open it",
            trigger: ".o_partner_orders td a",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_order .badge:contains(Confirmed)",
        },
        {
            trigger: ".o_partner_order .alert:contains(Truck on Monday)",
        },
        {
            content: "Order the same again",
            trigger: ".o_partner_order form[action$='/reorder'] button",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".o_partner_basket_total:contains(600.00)",
        },
    ],
});
