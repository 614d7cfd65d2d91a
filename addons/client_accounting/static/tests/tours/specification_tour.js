import { registry } from "@web/core/registry";

const FILE = `format: client-contour-specification
version: 1
contents:
  client.churn.reason:
    - code: tour_new
      name:
        en_US: Tour <b>new</b>
    - code: tour_old
      name:
        en_US: Tour renamed
    - code: tour_bad
      sequence: many
`;

function upload(anchor) {
    const files = new DataTransfer();
    files.items.add(new File([FILE], "other.yaml", { type: "text/yaml" }));
    anchor.files = files.files;
    anchor.dispatchEvent(new Event("change", { bubbles: true }));
}

registry.category("web_tour.tours").add("client_accounting_specification", {
    steps: () => [
        {
            content: "The document and the file are offered",
            trigger:
                ".modal:has(button[name=action_open_document]) button[name=action_download_file]",
        },
        {
            content: "Go to the import",
            trigger: ".modal button[name=action_import_file]",
            run: "click",
        },
        {
            content: "Choose a file",
            trigger: ".o_form_view .o_field_binary[name=file] input[type=file]:not(:visible)",
            run: ({ anchor }) => upload(anchor),
        },
        {
            content: "It is there",
            trigger: ".o_form_view .o_field_binary[name=file] input[type=text]:value(other.yaml)",
        },
        {
            content: "Compare",
            trigger: ".o_statusbar_buttons button[name=action_compare]:contains(Compare)",
            run: "click",
        },
        {
            content: "The sections, with what is different",
            trigger: "[name=section_ids] .o_data_row:contains(Churn Reasons)",
        },
        {
            content: "What is changed",
            trigger: ".nav-link[name=change]",
            run: "click",
        },
        {
            content: "From what to what",
            trigger:
                "[name=change_ids] .o_data_row:has(del:contains(Tour old)):has(b:contains(Tour renamed))",
        },
        {
            content: "What cannot be imported",
            trigger: ".nav-link[name=conflict]",
            run: "click",
        },
        {
            content: "And why, with the line",
            trigger: "[name=conflict_ids] .o_data_row:contains(Line 12):contains(many)",
        },
        {
            content: "Leave the change out",
            trigger: ".nav-link[name=change]",
            run: "click",
        },
        {
            content: "Switch it off",
            trigger: "[name=change_ids] .o_data_row [name=is_chosen] input",
            run: "click",
        },
        {
            content: "It is off",
            trigger: "[name=change_ids] .o_data_row [name=is_chosen] input:not(:checked)",
        },
        {
            content: "Try it",
            trigger: ".o_statusbar_buttons button[name=action_try]",
            run: "click",
        },
        {
            content: "Nothing was written",
            trigger: ".alert-success:contains(nothing was written):contains(added: 1; changed: 0)",
        },
        {
            content: "Import",
            trigger: ".o_statusbar_buttons button[name=action_import]",
            run: "click",
        },
        {
            content: "Yes, really",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Done",
            trigger: ".alert-success:contains(Imported. Records added: 1; changed: 0)",
        },
    ],
});
