"""What one can ask a ledger; one file a question. Each takes a connection that reads and gives an `Answer`."""
