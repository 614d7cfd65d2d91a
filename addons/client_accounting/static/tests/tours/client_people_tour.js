import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_people", {
    steps: () => [
        {
            content: "Open the people of the client",
            trigger: ".o_form_view button[name=action_open_people]:contains(2)",
            run: "click",
        },
        {
            content: "The card of the contact is a role",
            trigger: ".o_kanban_record:contains(Tour Person):contains(Director)",
        },
        {
            content: "So is that of the other one",
            trigger: ".o_kanban_record:contains(Tour Successor) img",
        },
    ],
});

registry.category("web_tour.tours").add("client_accounting_people_leave", {
    steps: () => [
        {
            content: "Look at roles and dates",
            trigger: ".o_notebook .nav-link[name=client_people]",
            run: "click",
        },
        {
            content: "Director here and owner there",
            trigger: ".o_field_widget[name=client_role_ids]:contains(Owner):contains(Director)",
        },
        {
            content: "She leaves",
            trigger: ".o_form_view button[name=action_leave_company]",
            run: "click",
        },
        {
            content: "The second company is proposed",
            trigger: ".modal .o_field_widget[name=new_client_id] input:value(Tour Second)",
        },
        {
            content: "What is open is listed",
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:contains(Tour Lead)",
        },
        {
            content: "Who takes over",
            trigger: ".modal .o_field_widget[name=successor_id] input",
            run: "edit Tour Successor",
        },
        {
            content: "Choose the successor",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Successor) > a",
            run: "click",
        },
        {
            content: "All is handed over",
            trigger: ".modal .o_data_row:contains(Tour Lead):contains(Hand Over)",
        },
        {
            content: "She leaves the company",
            trigger: ".modal-footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "Her card is at the second company",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=parent_id] input:value(Tour Second)",
        },
    ],
});
