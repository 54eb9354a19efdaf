"""foedus: promises between states."""
