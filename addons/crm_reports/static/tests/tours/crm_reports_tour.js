import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

registry.category("web_tour.tours").add("crm_reports_turnover", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open the reports",
            trigger: ".o_app[data-menu-xmlid='crm_reports.crm_reports_menu_root']",
            run: "click",
        },
        {
            content: "Turnover by client comes first, grouped by client",
            trigger: ".o_list_view .o_group_name:contains(Birch)",
        },
        {
            content: "Go to the months",
            trigger: "button[data-menu-xmlid='crm_reports.crm_reports_menu_sales']",
            run: "click",
        },
        {
            trigger: ".dropdown-item[data-menu-xmlid='crm_reports.crm_fact_sales_menu_month']",
            run: "click",
        },
        {
            content: "The total of the period is there: press it",
            trigger: ".o_pivot tbody tr:first-child .o_pivot_cell_value:contains(400)",
            run: "click",
        },
        {
            content: "The lines behind the number",
            trigger: ".o_list_view .o_group_name:contains(Birch), .o_list_view .o_data_row",
            run: "click",
        },
        {
            content: "Open the line: its invoice",
            trigger: ".o_list_view .o_data_row .o_data_cell:first",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name='partner_id']:contains(Birch)",
        },
    ],
});
