from __future__ import annotations
import numpy as np


def is_synthetic(vector, power):
    return False
