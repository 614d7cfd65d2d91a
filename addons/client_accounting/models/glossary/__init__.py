from . import base
from . import client_dossier
from . import client_glossary_category
from . import client_glossary_figure
from . import client_glossary_mixin
from . import client_glossary_term
from . import client_glossary_explanation
from . import client_glossary_usage
