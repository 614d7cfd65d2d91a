from . import (
    client_dossier,
    client_dossier_layout,
    client_dossier_layout_line,
    client_dossier_look,
    client_dossier_view,
    client_segment_average,
    client_specification,
    res_company,
    res_config_settings,
)
