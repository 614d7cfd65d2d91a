import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("client_accounting_find", {
    url: "/odoo/clients",
    steps: () => [
        { trigger: ".o_data_row:contains(Tour Works Two)" },
        {
            content: "A word of an attribute",
            trigger: ".o_searchview_input",
            run: "edit hydra",
        },
        {
            content: "First click: search in the values of all attributes",
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Attribute Values)",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Works Two)))" },
        { trigger: ".o_data_row:contains(Tour Works Three)" },
        {
            content: "Second click: the segment beside the list",
            trigger: ".o_search_panel_filter_value:contains(Tour Segment) input[type=checkbox]",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.o_data_row:contains(Tour Works Three)))" },
        {
            content: "Only he is left; his chip says what it means",
            trigger:
                ".o_data_row:contains(Tour Works One) .o_tag[data-tooltip*='Meaning of the tour']",
        },
    ],
});
