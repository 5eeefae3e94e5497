"""The demonstration: invented people on sample courses, in the same tables as real ones."""
