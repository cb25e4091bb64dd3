"""A pure function in a killable process: deadline, memory, recycling."""
