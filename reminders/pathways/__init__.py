"""The shipped recovery plans, one YAML file per procedure, and how such files are read and found."""
