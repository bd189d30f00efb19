"""The parts of scripts/bench; each has run(workshop)."""
