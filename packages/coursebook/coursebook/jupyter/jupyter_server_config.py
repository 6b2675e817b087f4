"""JupyterLab for students: the menu exports as the command does, and nbgrader's tools for teachers are off."""

load_subconfig("jupyter_nbconvert_config.py")  # noqa: F821 - Jupyter gives it
c = get_config()  # noqa: F821
tools = ("assignment_list", "course_list", "formgrader")
c.ServerApp.jpserver_extensions = {f"nbgrader.server_extensions.{name}": False for name in tools}
