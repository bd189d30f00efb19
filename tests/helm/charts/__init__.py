"""What the tests of the charts share."""
