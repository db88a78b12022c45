"""How a database of an earlier release becomes one of this: one file per step, each only ever added.

A store may have a prefix or a schema. A step names tables, indexes, keys and triggers by `kehoach.stores._naming.here`.
"""
