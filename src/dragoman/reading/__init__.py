"""One report in, its records out; one file a question, and `reader` lists the stages."""
