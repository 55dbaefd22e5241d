"""The golden bytes of Protocol/Vectors."""

import json
import os

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "Protocol",
                      "Vectors")


def rows(folder):
    """Every row of every file of a folder, with the file's name without its ending."""
    path = os.path.join(FOLDER, folder)
    for name in sorted(os.listdir(path)) if os.path.isdir(path) else []:
        if name.endswith(".json"):
            with open(os.path.join(path, name), encoding="utf-8") as file:
                content = json.load(file)
                for row in content if isinstance(content, list) else [content]:
                    yield name[:-len(".json")], row
