"""What the lab's own bar, notices and start page say. Scripts take these texts from the page by key."""

from __future__ import annotations

from ...style import tr


def texts() -> dict:
    """Return key -> text; ``{name}`` is filled in by the script."""
    return {
        "back_to_lesson": tr("← Back to the lesson"),
        "back_to_course": tr("← Back to the course"),
        "my_notebooks": tr("My notebooks"),
        "close": tr("Close"),
        "reload": tr("Load again"),
        "read_lesson": tr("Read the lesson"),
        "loading_interpreter": tr("Python is starting in your browser ..."),
        "loading_packages": tr("Packages are loading ..."),
        "ready": tr("Python is ready. Your work is saved in this browser."),
        "failed": tr("Python did not start."),
        "failed_why": tr(
            "Python did not start in your browser: {message}. Check the connection and load the page again. If "
            "that does not help, another browser may (a current Firefox, Chrome, Edge or Safari). Text and "
            "figures of the lesson work without it."
        ),
        "worker_blocked": tr("the browser blocks background scripts (web workers)"),
        "no_wasm": tr(
            "This browser cannot run Python: WebAssembly is missing or switched off. Use a current Firefox, "
            "Chrome, Edge or Safari, or switch off the strict protection mode. Text and figures of the lesson "
            "work without it."
        ),
        "no_worker": tr(
            "This browser cannot run Python: web workers are missing or switched off. Use a current Firefox, "
            "Chrome, Edge or Safari. Text and figures of the lesson work without it."
        ),
        "no_storage": tr(
            "This browser keeps nothing: its storage is switched off or full (a private window, perhaps). You "
            "can run and change everything, but download your notebook (File > Download) before you close the "
            "page."
        ),
        "no_service_worker": tr(
            "Code in the notebooks cannot read the files of the file browser here, because the browser blocks "
            "service workers. Lessons and exercises do not need that: they load their tables with "
            "reformlab.data."
        ),
        "newer": tr(
            "There is a newer version of this notebook. Your own copy stays as it is; the new one opens beside "
            "it as {copy}."
        ),
        "open_newer": tr("Open the new version"),
        "title": tr("Notebooks in your browser"),
        "intro": tr(
            "Every lesson and exercise as a notebook. Python runs in your browser: nothing is installed, "
            "nothing is sent anywhere. What you save stays in this browser, on this machine."
        ),
        "lessons": tr("Lessons"),
        "exercises": tr("Exercises"),
        "files": tr("All files"),
        "saved_work": tr("Your saved work"),
        "nothing_saved": tr("Nothing is saved yet."),
        "saved_on": tr("saved {when}"),
        "export": tr("Save all my work to a file"),
        "import": tr("Bring work back from a file"),
        "reset": tr("Erase my work from this browser"),
        "reset_warning": tr(
            "This erases {count} saved notebooks and files from this browser. It cannot be undone. Save them to"
            " a file first if you may need them."
        ),
        "reset_confirm": tr("Erase them"),
        "cancel": tr("Keep them"),
        "erased": tr("Erased. The lessons are as the course gives them."),
        "imported": tr("{added} brought back, {beside} put beside your own copies, {same} were there already."),
        "import_failed": tr(
            "{file} cannot be read: it is neither a notebook (.ipynb) nor a file that this page has saved. "
            "Nothing was changed."
        ),
        "no_python": tr("Without scripts this page cannot run Python. The lessons can be read without."),
    }
