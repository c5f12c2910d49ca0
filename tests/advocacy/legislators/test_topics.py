import pytest

from advocacy.legislators.topics import topics_of


@pytest.mark.parametrize(
    ("name", "topics"),
    [
        ("Health and Human Services", ["health"]),
        ("Public Health, Welfare and Labor", ["health"]),
        ("Comisión de Salud", ["health"]),
        ("SALUD", ["health"]),
        ("Medical Marijuana Oversight", []),
        ("Banking, Insurance", ["insurance"]),
        ("Ways and Means", ["budget"]),
        ("Science, Space, and Technology", ["science"]),
        ("Agriculture", []),
        ("Commonwealth Affairs", []),
    ],
)
def test_topics_follow_from_the_name(name, topics):
    assert topics_of(name) == topics
