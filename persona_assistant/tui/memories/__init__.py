"""The memories section."""
