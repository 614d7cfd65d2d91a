import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_attribute", {
    url: "/odoo/action-client_accounting.client_profile_action",
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        {
            content: "A profile with a new attribute",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour Factory",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .o_field_x2many_list_row_add :is(a, button)",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=attribute_id] input",
            run: "edit Tour Headcount",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Create):first",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=is_required] input",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "A client of this profile",
            trigger: "button[name=action_open_clients]",
            run: "click",
        },
        { trigger: ".o_breadcrumb:contains(Tour Factory)" },
        { trigger: ".o_control_panel .o_list_button_add", run: "click" },
        {
            trigger: ".o_form_view .o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour Client",
        },
        { trigger: "a[name=client_attributes]", run: "click" },
        {
            content: "The profile has brought its attribute, which is missing yet",
            trigger: "[data-attribute=tour_headcount] input",
            run: "edit Two hundred",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "The dossier is complete now",
            trigger: ".o_field_widget[name=client_completeness]:contains(100)",
        },
        {
            content: "Change the value, once more",
            trigger: "[data-attribute=tour_headcount] input",
            run: "edit Three hundred && press Tab",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved" },
        {
            content: "The history has both",
            trigger: "button[name=action_open_client_attribute_changes]",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Two hundred):contains(Three hundred)",
        },
        {
            trigger: ".o_data_row:contains(Filled In):contains(Two hundred)",
        },
    ],
});
