from . import client_lifecycle_move
