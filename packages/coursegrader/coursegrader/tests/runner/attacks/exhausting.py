"""Use up memory, processes, disk, output, time."""

# ruff: noqa: E501  an attack is one piece of text
ATTACKS = {
    "memory at once": "keep = bytearray(8 << 30)",
    "memory bit by bit": "keep = []\nwhile True:\n    keep.append(bytearray(16 << 20))",
    "memory in many processes": """
import os, time
for _ in range(12):
    if os.fork() == 0:
        keep = os.urandom(1 << 20) * 120
        time.sleep(60)
        os._exit(0)
time.sleep(60)
""",
    "a fork bomb": "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass",
    "a thousand threads": """
import threading, time
try:
    while True:
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
except RuntimeError as error:
    print(error)
""",
    "a full disk": """
try:
    number = 0
    while True:
        number += 1
        with open(f"file{{number}}", "wb") as file:
            file.write(b"x" * (8 << 20))
except OSError as error:
    print(error)
""",
    "a hundred thousand files": """
try:
    for number in range(100000):
        open(f"f{{number}}", "w").close()
except OSError as error:
    print(error)
""",
    "one huge file": "with open('big', 'wb') as file:\n    file.seek(1 << 40)\n    file.write(b'x')",
    "twenty megabytes of output": "print('x' * 20_000_000)",
    "a million lines of output": "import sys\nfor _ in range(1000000):\n    sys.stdout.write('xxxxxxxxxxxxxxxxxxxx\\n')",
    "ten thousand displays": "for n in range(10000):\n    get_ipython().display_pub.publish({{'text/plain': 'x' * 1000}})",
    "output below Python": "import os\nfor _ in range(200):\n    os.write(1, b'x' * 100000)\n    os.write(2, b'x' * 100000)",
    "a loop without end": "while True:\n    pass",
    "a loop that ignores interrupts": "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    "a sleep that ignores interrupts": "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)",
    "a regular expression without end": "import re\nre.match('(a+)+$', 'a' * 40 + 'b')",
    "a power without end": "gap_2020 = 9 ** 9 ** 9",
    "a segfault": "import ctypes\nctypes.string_at(0)",
    "a stack that overflows": "import sys\nsys.setrecursionlimit(10 ** 9)\ndef down():\n    return down()\ndown()",
    "every descriptor": "import os\nkeep = []\ntry:\n    while True:\n        keep.append(os.open('/dev/null', 0))\nexcept OSError as error:\n    print(error)",
    "an answer that never returns": "import time\ngap_2020 = 261.0353\ndef gap(*a):\n    time.sleep(600)",
    "an answer that is too large": "import numpy as np\ngap_2020 = np.zeros(30_000_000)",
    "a picture without end": "import matplotlib.pyplot as plt\nplt.figure(figsize=(3000, 3000)).gca().plot([1, 2])",
}
