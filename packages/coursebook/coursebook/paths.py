"""Folders of our own among those that Sphinx looks through."""


def add(config, setting, folder):
    """Add `folder` to a list of folders in Sphinx's configuration.

    The list is replaced and not appended to: one that nobody has set is the default of every build of this process.
    """
    setattr(config, setting, [*getattr(config, setting), str(folder)])
