"""New articles handed on: an Atom feed of them, and a hook that is given each one."""
