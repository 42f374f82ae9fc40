import pytest
from bench_items import small_benchmark


@pytest.fixture
def items(tmp_path):
    """Eight items over two source samples, with their media."""
    folder = tmp_path / "benchmark"
    folder.mkdir()
    return small_benchmark(folder)
