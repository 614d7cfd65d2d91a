import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_meeting_event", {
    url: "/odoo/client-events",
    steps: () => [
        {
            content: "The meeting that was held is an event, typed by nobody",
            trigger: ".o_data_row:contains(Tour Meeting <b>) td[name=subject]",
            run: "click",
        },
        {
            content: "It says where it is from",
            trigger: ".o_form_view [name=source]:contains(Meeting)",
        },
        {
            content: "It is nobody's business",
            trigger: "button[name=action_keep_private]",
            run: "click",
        },
        {
            content: "Yes, really",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is out of the history",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Meeting)))",
        },
    ],
});

const card = () => JSON.parse(document.cookie.match(/tour_call=([^;]+)/)[1].replace(/\|/g, ","));

registry.category("web_tour.tours").add("client_accounting_screen_pop", {
    url: "/odoo/client-calls",
    steps: () => [
        {
            content: "It rings",
            trigger: ".o_list_view",
            run: () =>
                odoo.__WOWL_DEBUG__.root.env.services.client_telephony.show({
                    ...card(),
                    partner_name: "Tour Person <i>",
                    client_name: "Tour Client",
                    number: "+74957654321",
                    direction: "in",
                    state: "ringing",
                }),
        },
        {
            content: "Who it is; a name is text",
            trigger:
                ".o_notification.o_client_call:contains(Tour Person <i>):contains(+74957654321)",
        },
        {
            content: "Record it while talking",
            trigger: ".o_client_call button:contains(Record Event)",
            run: "click",
        },
        {
            content: "The dialog knows with whom",
            trigger: ".modal [name=partner_id] input:value(Tour Client, Tour Person <i>)",
        },
        {
            content: "Say what it was about",
            trigger: ".modal [name=subject] input",
            run: "edit Wants a desk",
        },
        {
            content: "How it ended",
            trigger: ".modal [name=outcome_id] .o_selection_badge:contains(Interested)",
            run: "click",
        },
        {
            content: "Save",
            trigger: ".modal-footer .o_client_event_save",
            run: "click",
        },
        {
            content: "Saved",
            trigger: "body:not(:has(.modal))",
        },
        {
            content: "It rings again",
            trigger: ".o_list_view",
            run: () =>
                odoo.__WOWL_DEBUG__.root.env.services.client_telephony.show({
                    ...card(),
                    partner_name: "Tour Person <i>",
                    client_name: "Tour Client",
                    number: "+74957654321",
                    direction: "in",
                    state: "ringing",
                }),
        },
        {
            content: "The dossier is a click away",
            trigger: ".o_client_call button:contains(Open Dossier)",
            run: "click",
        },
        {
            content: "The dossier of the client",
            trigger: ".o_dossier_name:contains(Tour Client)",
        },
    ],
});
