#!/bin/sh
# Show the course in the browser.
cd "$(dirname "$0")" || exit 1
if command -v python3 >/dev/null 2>&1; then exec python3 start.py "$@"; fi
echo "Python 3 was not found. Install it (Debian, Ubuntu: sudo apt-get install python3),"
echo "or open index.html in this folder: text, figures and questions work without it."
exit 1
