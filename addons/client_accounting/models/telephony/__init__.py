from . import client_telephony_connection
from . import client_telephony_extension
from . import client_telephony_key
from . import client_telephony_message
from . import client_telephony_refusal
from . import client_telephony_call
