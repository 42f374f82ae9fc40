from __future__ import annotations


def is_synthetic(vector, power):
    return False
