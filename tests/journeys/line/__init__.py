"""The people of the line, one module each, and what the world puts around them: server, roster file, camera."""
