import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_process", {
    url: "/odoo/client-processes",
    steps: () => [
        {
            content: "Open the process",
            trigger: ".o_data_row td:contains(Tour Process)",
            run: "click",
        },
        {
            content: "Start it for clients",
            trigger: ".o_form_view button[name=action_start]",
            run: "click",
        },
        {
            content: "Look for the client",
            trigger: ".modal .o_field_widget[name=partner_ids] input",
            run: "edit Tour Client",
        },
        {
            content: "Choose the client",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Client) > a",
            run: "click",
        },
        {
            content: "The client is chosen",
            trigger: ".modal .o_field_widget[name=partner_ids] .o_tag:contains(Tour Client)",
        },
        {
            content: "Start",
            trigger: ".modal-footer button[name=action_start]",
            run: "click",
        },
        {
            content: "The run stands at its first step",
            trigger: ".o_form_view .o_field_widget[name=step_id]:contains(First call)",
        },
        {
            content: "The step is planned",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Planned)",
        },
        {
            content: "Skip the step",
            trigger: ".o_form_view button[name=action_skip]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit We have spoken at the fair",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "The run stands at its second step",
            trigger: ".o_form_view .o_field_widget[name=step_id]:contains(Second call)",
        },
        {
            content: "The reason is kept",
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(at the fair)",
        },
        {
            content: "Stop the process",
            trigger: ".o_form_view button[name=action_stop]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The client asked for a pause",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "The run says why it stands",
            trigger: ".o_form_view .alert:contains(asked for a pause)",
        },
        {
            content: "Resume",
            trigger: ".o_form_view button[name=action_resume]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The pause is over",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "It goes on where it stood",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Running)",
        },
    ],
});

const day = [
    {
        content: "What is late is there",
        trigger: ".o_kanban_record:contains(Late call) button[name=action_tomorrow]",
        run: "click",
    },
    {
        content: "It is put off: no longer in the column of what is late",
        trigger: ".o_kanban_group:contains(Next 7 Days) .o_kanban_record:contains(Late call)",
    },
    {
        content: "Do the call of today",
        trigger: ".o_kanban_record:contains(Call of today) button[name=action_done]",
        run: "click",
    },
    {
        content: "It is done",
        trigger: ".o_kanban_renderer:not(:contains(Call of today))",
    },
    {
        content: "Plan a step for the client without one",
        trigger: ".o_kanban_group:contains(Tour Neglected) button[name=action_plan]",
        run: "click",
    },
    {
        content: "The step is planned",
        trigger: ".o_kanban_group:contains(Next 7 Days) .o_kanban_record:contains(Tour Neglected)",
    },
];

registry.category("web_tour.tours").add("client_accounting_day_plan", {
    url: "/odoo/my-day",
    steps: () => day,
});
