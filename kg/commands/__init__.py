"""Commands too long for `kg.cli`, one file each with `register(app)`: files, printing and exit codes."""
