import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_segment", {
    url: "/odoo/segments",
    steps: () => [
        {
            content: "New segment",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            content: "Name it",
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour Segment",
        },
        {
            content: "Choose the axis",
            trigger: ".o_field_widget[name=axis_id] input",
            run: "edit Tour Axis",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Axis)",
            run: "click",
        },
        {
            content: "Everybody is in as long as there is no rule",
            trigger: ".o_field_widget[name=preview_count]:not(:contains(/^0$/))",
        },
        {
            content: "Write a rule",
            trigger: ".o_field_widget[name=domain] a:contains(New Rule)",
            run: "click",
        },
        {
            content: "Choose the field",
            trigger: ".o_field_widget[name=domain] .o_model_field_selector",
            run: "click",
        },
        {
            trigger: ".o_model_field_selector_popover_search input",
            run: "edit Reference",
        },
        {
            trigger:
                ".o_model_field_selector_popover_item[data-name=ref] .o_model_field_selector_popover_item_name",
            run: "click",
        },
        {
            content: "Nobody has an empty reference: the preview has heard of it",
            trigger: `.o_field_widget[name=domain] .o_model_field_selector:contains(Reference):not(:contains(ID))`,
        },
        {
            content: "Its value",
            trigger: `.o_field_widget[name=domain]:has(.o_model_field_selector:contains(Reference)) .o_tree_editor_editor input.o_input[type=text]`,
            run: "edit TOUR && press Tab",
        },
        {
            content: "The preview counts who would come in before anything is saved",
            trigger: ".o_field_widget[name=preview_enter_count]:contains(2)",
        },
        {
            trigger: ".o_field_widget[name=preview_enter_ids]:contains(Tour Client Two)",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            content: "See the clients",
            trigger: "button[name=action_open_clients]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour Client One)",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour Client Two)",
        },
        {
            content: "The segment is in the panel beside the list",
            trigger: ".o_search_panel:contains(Tour Segment)",
        },
    ],
});
