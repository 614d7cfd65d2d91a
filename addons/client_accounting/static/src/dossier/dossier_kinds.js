import { registry } from "@web/core/registry";
import { DocumentTable } from "./document_table/document_table";
import { FactList } from "./fact_list/fact_list";
import { FigureTiles } from "./figure_tiles/figure_tiles";
import { MonthChart } from "./month_chart/month_chart";
import { PeopleCards } from "./people_cards/people_cards";
import { Timeline } from "./timeline/timeline";

/**
 * Components by kind of section. An addon whose section has one of these kinds needs no
 * JavaScript; a new kind is added here.
 *
 * Each has the props of `sectionProps`.
 */
export const dossierKinds = registry.category("client_dossier_kinds");

dossierKinds
    .add("chart", MonthChart)
    .add("facts", FactList)
    .add("figures", FigureTiles)
    .add("people", PeopleCards)
    .add("table", DocumentTable)
    .add("timeline", Timeline);
