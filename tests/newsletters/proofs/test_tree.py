"""The hash tree against RFC 6962's own definition and published test vectors, and its properties."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletters.proofs.tree import audit_path, leaf_hash, node_hash, root_from_path, root_of

LEAVES = st.lists(st.binary(max_size=8), max_size=40)


def defined_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word by word."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return node_hash(defined_root(hashes[:split]), defined_root(hashes[split:]))


# The inputs and roots of the reference implementation's tests (google/certificate-transparency).
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize("size", ROOTS)
def test_the_roots_are_those_of_the_reference_implementation(size):
    assert root_of(leaf_hash(bytes.fromhex(each)) for each in INPUTS[:size]).hex() == ROOTS[size]


@given(LEAVES)
def test_one_pass_gives_the_root_of_the_definition(leaves):
    hashes = [leaf_hash(leaf) for leaf in leaves]
    assert root_of(iter(hashes)) == defined_root(hashes)


@given(LEAVES.filter(bool), st.data())
def test_every_leafs_path_leads_to_the_root_and_no_other_leafs_does(leaves, data):
    hashes = [leaf_hash(leaf) for leaf in leaves]
    root = root_of(hashes)
    index = data.draw(st.integers(0, len(hashes) - 1))
    path = audit_path(index, hashes)
    assert root_from_path(hashes[index], index, len(hashes), path) == root
    assert root_from_path(leaf_hash(b"forged leaf"), index, len(hashes), path) != root
    if path:
        assert root_from_path(hashes[index], index, len(hashes), path[:-1]) is None
        step = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:step], bytes(32), *path[step + 1 :]]
        assert root_from_path(hashes[index], index, len(hashes), changed) != root
    assert root_from_path(hashes[index], index, len(hashes), [*path, bytes(32)]) is None


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=20), st.data())
def test_any_change_of_any_leaf_changes_the_root(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    changed = [*leaves[:index], leaves[index] + b"!", *leaves[index + 1 :]]
    roots = [root_of(leaf_hash(leaf) for leaf in each) for each in (leaves, changed, leaves[:-1], [*leaves, b""])]
    assert len(set(roots)) == 4


@pytest.mark.parametrize("index", [-1, 2])
def test_a_leaf_that_is_not_there_has_no_path(index):
    with pytest.raises(IndexError):
        audit_path(index, [bytes(32), bytes(32)])
    assert root_from_path(bytes(32), index, 2, [bytes(32)]) is None
