"""What the guard rails must refuse and let through, as data for the engine tests."""
