"""The command line: `commands/` has its words; beside them stands what each command does."""
