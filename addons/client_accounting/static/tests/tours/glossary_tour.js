import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("client_accounting_glossary", {
    url: "/odoo",
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "The glossary is an application of every employee",
            trigger: ".o_app[data-menu-xmlid='client_accounting.client_glossary_menu_root']",
            run: "click",
        },
        {
            content: "Terms are cards in the order of the alphabet",
            trigger: ".o_client_glossary .o_kanban_record:contains(Tour debt)",
        },
        {
            content: "Nobody who only reads is offered to write",
            trigger: ".o_control_panel:not(:has(.o-kanban-button-new))",
        },
        {
            content: "Chapters are at the side",
            trigger: ".o_search_panel .o_search_panel_category_value:contains(Tour chapter)",
        },
        {
            content: "Look for a synonym, with a letter too few",
            trigger: ".o_searchview_input",
            run: "edit tourliabilty",
        },
        {
            content: "Search",
            trigger: ".o_searchview_input",
            run: "press Enter",
        },
        {
            content: "The term is found, alone",
            trigger: ".o_client_glossary:not(:has(.o_kanban_record:contains(Tour profit)))",
        },
        {
            content: "Read it",
            trigger: ".o_client_glossary .o_kanban_record:contains(Tour debt)",
            run: "click",
        },
        {
            content: "The definition, and nothing to type in",
            trigger:
                ".o_form_view .o_client_glossary_definition:contains(What <the> client owes us)",
        },
        {
            content: "It is read only",
            trigger: ".o_form_view:not(:has([name=name] input))",
        },
        {
            content: "Where it is used",
            trigger: ".o_form_view [name=usage]:contains(Receivable)",
        },
        {
            content: "From a term to one that it refers to",
            trigger:
                ".o_form_view [name=see_also_ids] .o_data_row:contains(Tour profit) [name=name]",
            run: "click",
        },
        {
            content: "It opens on top, with the way back among its references",
            trigger:
                ".modal .o_form_view:contains(What is left) [name=see_also_ids] .o_data_row:contains(Tour debt)",
        },
    ],
});
