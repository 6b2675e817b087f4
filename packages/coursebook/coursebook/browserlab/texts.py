"""What the lab's own bar, notices and start page say. Scripts take these texts from the page by key."""

from __future__ import annotations

from coursebook.text import tr


def texts() -> dict:
    """Return key -> text; ``{name}`` is filled in by the script."""
    return {
        "back_to_lesson": tr("← Back to the lesson"),
        "back_to_course": tr("← Back to the course"),
        "my_notebooks": tr("My notebooks"),
        "close": tr("Close"),
        "reload": tr("Load again"),
        "read_lesson": tr("Read the lesson"),
        "download": tr("Download this notebook (.ipynb)"),
        "hand_in": tr("Check and hand in"),
        "hand_in_starts": tr("Python starts afresh ..."),
        "hand_in_runs": tr("The notebook runs from the top, as the grader will run it: cell {cell} of {cells} ..."),
        "hand_in_right": tr("It runs from the top, and the tests you see pass."),
        "hand_in_wrong": tr("{count} things to look at; you can hand in all the same:"),
        "hand_in_limits": tr(
            "Not checked here: tests with other inputs, which only the grader has; its limits of time and memory; what "
            "a person reads and marks."
        ),
        "hand_in_student": tr("Your name or student number, as your teacher knows it"),
        "hand_in_nameless": tr("Your name or student number is missing."),
        "hand_in_save": tr("Save the file to hand in"),
        "hand_in_made": tr("{file} is saved. Give this file to your teacher."),
        "hand_in_failed": tr(
            "That did not work: {message}. Press “Download this notebook (.ipynb)” and hand in that file instead."
        ),
        "loading_page": tr("Notebook page: {done} of {total} MB"),
        "loading_begins": tr("Python is loading ..."),
        "loading_python": tr("Python: {done} of {total} MB"),
        "loading_starts": tr("Python is starting ..."),
        "ready": tr("Python is ready."),
        "kept": tr("Your work is saved in this browser."),
        "not_kept": tr("Your work is NOT saved in this browser: download it."),
        "not_stored": tr(
            "Your last changes are NOT saved: the browser stores no more. Download this notebook, then erase old work "
            "under “My notebooks”."
        ),
        "failed": tr("Python did not start."),
        "failed_why": tr(
            "Python did not start in your browser: {message}. Check the connection and load the page again. If "
            "that does not help, another browser may (a current Firefox, Chrome, Edge or Safari). Text and "
            "figures of the lesson work without it."
        ),
        "worker_blocked": tr("its first file did not arrive, or the browser blocks background scripts (web workers)"),
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
            "This browser keeps nothing for this page: its storage is switched off (in a private window, or because "
            "site data are blocked). You can run and change everything, but download each notebook (.ipynb) before "
            "you close its page: nothing of it stays here. Code cannot open the files of the file browser."
        ),
        "storage_full": tr(
            "The browser stores no more: the space that it gives to this site is full. Nothing that was there is lost. "
            "Save all your work to a file, then erase what you no longer need, and try again."
        ),
        "no_service_worker": tr(
            "Code in the notebooks cannot read the files of the file browser here, because the browser blocks "
            "service workers. Lessons and exercises do not need that: their tables come with the library."
        ),
        "newer": tr(
            "There is a newer version of this notebook. Your own copy stays as it is; the new one opens beside "
            "it as {copy}."
        ),
        "open_newer": tr("Open the new version"),
        "stilled": tr("Figures of your last visit stand still. They move again when their cells are run again."),
        "run_again": tr("Run all cells"),
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
