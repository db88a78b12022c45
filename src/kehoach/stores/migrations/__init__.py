"""How a database of an earlier release becomes one of this: one file per step, each only ever added."""
