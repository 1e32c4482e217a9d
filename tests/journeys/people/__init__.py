"""The people of the journeys, one module each, and what the world puts around them: town, roster file, camera."""
