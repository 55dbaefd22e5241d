"""Replays Protocol/Vectors, then calls a live daemon: python3 -m unittest discover -s Clients/Python."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
