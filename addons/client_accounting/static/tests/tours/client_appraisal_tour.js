import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_appraisal", {
    url: "/odoo/appraisal-rounds",
    steps: () => [
        {
            content: "Start a round",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour Round",
        },
        {
            content: "Look for the team",
            trigger: ".o_field_widget[name=team_id] input",
            run: "edit Tour Team",
        },
        {
            content: "Choose the team",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Team) > a",
            run: "click",
        },
        {
            content: "Its managers are to be appraised",
            trigger: ".o_field_widget[name=user_ids] .o_tag",
        },
        {
            content: "Make the sheets",
            trigger: "button[name=action_start]:contains(Make the Sheets)",
            run: "click",
        },
        {
            content: "Open the sheet of the head",
            trigger: ".o_data_row td:contains(By the Head)",
            run: "click",
        },
        {
            content: "Give the first mark",
            trigger: ".o_data_row:contains(Tour One) a.o_priority_star:eq(3)",
            run: "click",
        },
        {
            content: "Its meaning stands beside it",
            trigger: ".o_data_row:contains(Tour One):contains(Four means good)",
        },
        {
            content: "Give the second mark",
            trigger: ".o_data_row:contains(Tour Two) a.o_priority_star:eq(1)",
            run: "click",
        },
        {
            content: "Its meaning stands beside it as well",
            trigger: ".o_data_row:contains(Tour Two):contains(Two means weak)",
        },
        {
            content: "Finish the sheet",
            trigger: "button[name=action_done]",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "It is finished, with the mark by weights",
            trigger: ".o_field_widget[name=score]:contains(3.00)",
        },
        {
            content: "Publish it",
            trigger: "button[name=action_publish]:visible",
            run: "click",
        },
        {
            content: "The marks stand side by side",
            trigger: "button[name=action_open_comparison]:visible",
            run: "click",
        },
        {
            content: "By criterion",
            trigger: ".o_data_row:contains(Tour One)",
        },
    ],
});
