"""The conversations section."""
