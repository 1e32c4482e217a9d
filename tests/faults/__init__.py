"""The fault matrix: one test a row, by the method that the row names. What each promises is in docs/faults.md."""
