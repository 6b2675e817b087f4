"""Forge the replies: the socket, the encoder, the frames."""

# ruff: noqa: E501  an attack is one piece of text
_SOCKET = """
import socket, struct, json, os
line = socket.socket(fileno=os.dup(3))
def say(head, blobs=()):
    text = json.dumps({{"head": head, "blobs": [len(blob) for blob in blobs]}}).encode()
    line.sendall(struct.pack("<I", len(text)) + text + b"".join(blobs))
"""

ATTACKS = {
    "replies sent ahead": _SOCKET
    + "for n in range(200):\n    say({{'ok': True, 'n': n, 'value': {{'t': 'float', 'v': '261.0'}}, 'outputs': []}})",
    "points in a reply": _SOCKET + "say({{'ok': True, 'n': 4, 'score': 2.0, 'scores': {{'test_gap': 2.0}}}})",
    "a frame of four gigabytes": _SOCKET + "line.sendall(struct.pack('<I', 0xFFFFFFFF) + b'x' * 1000)",
    "a frame that never ends": _SOCKET
    + "line.sendall(struct.pack('<I', 1 << 24))\nimport time\nwhile True:\n    line.sendall(b' ')\n    time.sleep(0.05)",
    "nested JSON": _SOCKET + "text = b'[' * 1000000\nline.sendall(struct.pack('<I', len(text)) + text)",
    "the line closed": "import os\nos.close(3)",
    "a pickle": _SOCKET
    + "import pickle\nclass Boom:\n    def __reduce__(self):\n        return (os.system, ('touch ' + {course!r} + '/pwned',))\ndata = pickle.dumps(Boom())\nline.sendall(struct.pack('<I', len(data)) + data)",
    "a forged array header": """
from coursegrader.sandbox import session
def forged(value, blobs, depth=0):
    blobs.append(b"x" * 8)
    return {{"t": "array", "dtype": "<f8", "shape": [1 << 40], "b": 0}}
session.encode = forged
gap_2020 = 1.0
""",
    "an array of objects": """
import pickle, os
from coursegrader.sandbox import session
class Boom:
    def __reduce__(self):
        return (os.system, ("touch " + {course!r} + "/pwned",))
def forged(value, blobs, depth=0):
    blobs.append(pickle.dumps([Boom()]))
    return {{"t": "array", "dtype": "|O", "shape": [1], "b": 0}}
session.encode = forged
gap_2020 = 1.0
""",
    "the grader's memory as an array": """
from coursegrader.sandbox import session
real = session.encode
def forged(value, blobs, depth=0):
    if not isinstance(value, float):
        return real(value, blobs, depth)
    field = {{"data": ("bytes", b"x" * 64), "offset": -6000000, "shape": (6000000,), "typestr": "|u1", "version": 3}}
    interface = {{"t": "dict", "v": [[real(key, blobs), real(item, blobs)] for key, item in field.items()]}}
    record = {{"t": "record", "type": "R", "fields": [[real("__array_interface__", blobs), interface]]}}
    labels = {{"t": "index", "name": {{"t": "none"}}, "v": {{"t": "values", "a": record}}}}
    return {{"t": "categories", "ordered": False, "of": labels, "a": record}}
session.encode = forged
gap_2020 = 261.0
""",
    "an address in a dataclass": """
import dataclasses
@dataclasses.dataclass
class Pointer:
    __array_interface__: dict
    _other: int = 1
gap_2020 = Pointer({{"data": (8, True), "shape": (1000,), "typestr": "<f8", "version": 3}})
def gap(*inputs):
    return gap_2020
""",
    "hidden inputs kept in files, memory and pipes": """
import mmap, os
gap_2020, shared, (there, back) = 261.0353, mmap.mmap(-1, 4096), os.pipe()
os.set_blocking(there, False)
def gap(*inputs):
    text = repr(inputs).encode()
    shared[: len(text)] = text
    os.write(back, text)
    for path in ("kept", "/dev/shm/kept"):
        with open(path, "wb") as file:
            file.write(text)
    return 0
class Teller:
    def __repr__(self):
        found = [shared[:200], os.path.exists("kept") and open("kept").read()]
        try:
            found.append(os.read(there, 1000))
        except OSError as error:
            found.append(error)
        raise RuntimeError(found)
shares = Teller()
""",
    "an unknown kind": "from coursegrader.sandbox import session\nsession.encode = lambda *a: {{'t': '__init__', 'v': [[]]}}\ngap_2020 = 1.0",
    "a time zone that is a path": "from coursegrader.sandbox import session\nsession.encode = lambda *a: {{'t': 'zoned', 'zone': 'dateutil//etc/passwd', 'a': {{'t': 'list', 'v': []}}}}\ngap_2020 = 1.0",
    "a negative position": "from coursegrader.sandbox import session\nsession.encode = lambda *a: {{'t': 'array', 'b': -1}}\ngap_2020 = 1.0",
    "a list in itself": "gap_2020 = []\ngap_2020.append(gap_2020)",
    "a list a million deep": "gap_2020 = []\nfor _ in range(1000000):\n    gap_2020 = [gap_2020]",
    "a number of a million digits": "gap_2020 = 10 ** 1000000",
    "a table without end": "import numpy as np\ngap_2020 = np.broadcast_to(np.float64(1.0), (100000, 100000))",
    "an object that breaks when looked at": """
class Broken:
    def __repr__(self):
        raise SystemExit
    def __getattribute__(self, name):
        raise KeyboardInterrupt
gap_2020 = Broken()
""",
    "an error that breaks when printed": """
class Broken(Exception):
    def __str__(self):
        raise KeyboardInterrupt
raise Broken
""",
    "files with names that leave the folder": """
from coursegrader.sandbox import session, encode
session.Session.do_files = lambda self, *a: {{"ok": True, "value": encode.encode({{"../../" + {course!r} + "/pwned": b"x", {course!r} + "/pwned": b"x"}}, a[2])}}
""",
    "scripts among the displays": """
from IPython.display import HTML, Javascript, SVG, display
display(HTML("<script>alert('evil-7391')</script>"), Javascript("alert('evil-7391')"))
display({{"text/html": "<img src=x onerror=alert('evil-7391')>", "image/svg+xml": "<svg onload=alert(1)>"}}, raw=True)
""",
}
