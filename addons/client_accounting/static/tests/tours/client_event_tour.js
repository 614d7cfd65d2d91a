import { registry } from "@web/core/registry";

/** Clicks of the user until the event is recorded: four at most. */
let clicks = 0;
const count = () => clicks++;

registry.category("web_tour.tours").add("client_accounting_record_call", {
    steps: () => [
        {
            content: "1st click: record",
            trigger: ".o_form_view .o_record_event",
            async run(actions) {
                clicks = 0;
                document.addEventListener("click", count, true);
                await actions.click();
            },
        },
        {
            content: "The type is a call already",
            trigger:
                ".modal .o_client_event_types .o_selection_badge.active:contains(Call to the Client)",
        },
        {
            content: "The only person is the contact already",
            trigger: ".modal [name=partner_id] input:value(Anna)",
        },
        {
            content: "2nd click: how it ended",
            trigger: ".modal [name=outcome_id] .o_selection_badge:contains(Agreed)",
            run: "click",
        },
        {
            content: "Type a subject: the field has the focus or gets it by the tabulator",
            trigger: ".modal [name=subject] input",
            run: "edit Delivery on Friday",
        },
        {
            content: "3rd click: done",
            trigger: ".modal .o_client_event_save",
            run: "click",
        },
        {
            content: "The dialog is gone",
            trigger: "body:not(:has(.modal)) .o_form_view",
            run() {
                document.removeEventListener("click", count, true);
                if (clicks > 4) {
                    throw new Error(`${clicks} clicks`);
                }
            },
        },
        {
            content: "See the timeline",
            trigger: ".o_form_view button[name=action_open_timeline]",
            run: "click",
        },
        {
            content: "The call is there, with its outcome",
            trigger:
                ".o_timeline_line:contains(Delivery on Friday):contains(Agreed):contains(Anna)",
        },
        {
            content: "The usual next call is planned",
            trigger: ".o_timeline_planned:contains(Call to the Client)",
        },
        {
            content: "Letters only",
            trigger: ".o_timeline_channel",
            run: "select letter",
        },
        {
            content: "None",
            trigger: ".o_timeline_empty:contains(Nothing like that)",
        },
        {
            content: "Show everything",
            trigger: ".o_timeline_empty button",
            run: "click",
        },
        {
            content: "Open the event",
            trigger: ".o_timeline_line .o_dossier_link:contains(Delivery on Friday)",
            run: "click",
        },
        {
            content: "It opens above the timeline",
            trigger: ".modal .o_form_view [name=subject] input:value(Delivery on Friday)",
        },
        {
            content: "Close it",
            trigger: ".modal .btn-close",
            run: "click",
        },
        {
            content: "From the telephone at the top",
            trigger: "body:not(:has(.modal)) .o_record_event_systray button",
            run: "click",
        },
        {
            content: "The dialog asks with whom",
            trigger: ".modal .o_client_event_quick [name=partner_id] input:value()",
        },
        {
            content: "Not now",
            trigger: ".modal .modal-footer .btn-secondary",
            run: "click",
        },
        {
            content: "Back on the timeline",
            trigger: "body:not(:has(.modal)) .o_timeline_page",
        },
    ],
});

registry.category("web_tour.tours").add("client_accounting_timeline_phone", {
    steps: () => [
        {
            content: "A page of the timeline",
            trigger: ".o_timeline_line:contains(Mail 59)",
        },
        {
            content: "Nothing is wider than the phone",
            trigger: ".o_timeline_page",
            run({ anchor }) {
                const content = anchor.closest(".o_content");
                if (content.scrollWidth > content.clientWidth) {
                    throw new Error(`${content.scrollWidth} > ${content.clientWidth}`);
                }
            },
        },
        {
            content: "Go back in time",
            trigger: ".o_timeline_more",
            run: "click",
        },
        {
            content: "The first mail",
            trigger: ".o_timeline_line:contains(Mail 0)",
        },
        {
            content: "There is nothing before it",
            trigger: ".o_timeline_page:not(:has(.o_timeline_more))",
        },
        {
            content: "To the dossier",
            trigger: ".o_timeline_header .fa-id-card-o",
            run: "click",
        },
        {
            content: "Last contacts lead back to all of them",
            trigger: "[data-section=last_contacts]:contains(Mail 59) .o_dossier_all",
            run: "click",
        },
        {
            content: "The timeline again",
            trigger: ".o_timeline_line:contains(Mail 59)",
        },
    ],
});
