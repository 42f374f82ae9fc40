"""What several tests of the generator share."""

import pytest
from persona_worlds import sampling


@pytest.fixture(scope="session")
def population():
    """Many people without their media."""
    sizes = {"train": 120, "dev": 50, "test": 50}
    return {
        split: [sampling.sample_person(3, split, i, n) for i in range(n)]
        for split, n in sizes.items()
    }
