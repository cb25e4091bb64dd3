"""Content codings, honest and hostile."""

from __future__ import annotations

import contextlib
import gzip
import sys
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.fetch.fault import Fault
from ingest.fetch.unpack import Body
from ingest.model import Problem

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

LIMIT = 5_000_000


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def brotli_fast(data: bytes) -> bytes:
    return brotli.compress(data, quality=1)


PACKERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli_fast,
    "zstd": zstd.compress,
    "": bytes,
    "identity": bytes,
}


def unpack(coding: str, data: bytes, *, limit: int = LIMIT, piece: int = 65536) -> bytes:
    body = Body(coding, limit=limit)
    for start in range(0, len(data), piece):
        body.feed(data[start : start + piece])
    return body.whole()


@pytest.mark.parametrize("coding", PACKERS)
@settings(deadline=None, max_examples=20)
@given(data=st.binary(max_size=5000), piece=st.integers(1, 200))
def test_what_is_packed_comes_out_whole_in_whatever_pieces_it_arrives(
    coding: str, data: bytes, piece: int
) -> None:
    assert unpack(coding, PACKERS[coding](data), piece=piece) == data


def test_deflate_without_its_header_is_read_too() -> None:
    assert unpack("deflate", raw_deflate(b"abc" * 1000)) == b"abc" * 1000


def test_members_and_frames_follow_one_another() -> None:
    assert unpack("gzip", gzip.compress(b"ab") + gzip.compress(b"cd")) == b"abcd"
    assert unpack("zstd", zstd.compress(b"ab") + zstd.compress(b"cd"), piece=3) == b"abcd"


def test_padding_after_gzip_is_ignored() -> None:
    assert unpack("gzip", gzip.compress(b"ab") + b"\0" * 100) == b"ab"


def test_two_layers_are_taken_off_in_order() -> None:
    assert unpack("gzip, br", brotli.compress(gzip.compress(b"ab"))) == b"ab"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@settings(deadline=None, max_examples=20)
@given(data=st.binary(min_size=1, max_size=3000), share=st.floats(0.01, 0.99))
def test_a_cut_body_is_bad_encoding(coding: str, data: bytes, share: float) -> None:
    packed = PACKERS[coding](data)
    cut = packed[: max(1, min(len(packed) - 1, int(len(packed) * share)))]
    with pytest.raises(Fault) as caught:
        unpack(coding, cut)
    assert caught.value.problem is Problem.BAD_ENCODING


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@settings(deadline=None, max_examples=30)
@given(data=st.binary(max_size=3000), piece=st.integers(1, 500))
def test_any_bytes_give_a_body_or_a_fault(coding: str, data: bytes, piece: int) -> None:
    with contextlib.suppress(Fault):
        assert isinstance(unpack(coding, data, piece=piece), bytes)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_a_bomb_is_stopped_at_the_limit_in_little_memory(coding: str) -> None:
    bomb = PACKERS[coding](b"\0" * 100_000_000)
    tracemalloc.start()
    with pytest.raises(Fault) as caught:
        unpack(coding, bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert caught.value.problem is Problem.TOO_LARGE
    assert peak < 20_000_000


def test_a_bomb_within_a_bomb_is_stopped_too() -> None:
    inner = gzip.compress(b"\0" * 100_000_000, compresslevel=9)
    with pytest.raises(Fault) as caught:
        unpack("gzip, br", brotli_fast(inner))
    assert caught.value.problem is Problem.TOO_LARGE


def test_an_inner_layer_without_end_is_stopped_though_it_yields_nothing() -> None:
    inner = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(Fault) as caught:
        unpack("zstd, gzip", inner)
    assert caught.value.problem in (Problem.TOO_LARGE, Problem.BAD_ENCODING)


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_million_empty_members_are_refused(coding: str) -> None:
    with pytest.raises(Fault) as caught:
        unpack(coding, PACKERS[coding](b"") * 100_000)
    assert caught.value.problem is Problem.BAD_ENCODING


@pytest.mark.parametrize(
    "coding", [", ".join(["gzip"] * 40), "compress", "utf-8", "gzip, exi", "br\x1b"]
)
def test_what_was_not_asked_for_is_bad_encoding(coding: str) -> None:
    with pytest.raises(Fault) as caught:
        Body(coding, limit=LIMIT)
    assert caught.value.problem is Problem.BAD_ENCODING
    assert "\x1b" not in caught.value.detail


def test_a_large_zstd_window_is_refused() -> None:
    options = {zstd.CompressionParameter.window_log: 27, zstd.CompressionParameter.checksum_flag: 0}
    packer = zstd.ZstdCompressor(options=options)
    packed = packer.compress(b"\0" * 1000) + packer.flush()
    with pytest.raises(Fault) as caught:
        unpack("zstd", packed)
    assert caught.value.problem is Problem.BAD_ENCODING


def test_an_uncoded_body_over_the_limit_is_too_large_and_one_at_it_is_not() -> None:
    assert unpack("", b"x" * 100, limit=100) == b"x" * 100
    with pytest.raises(Fault) as caught:
        unpack("", b"x" * 101, limit=100)
    assert caught.value.problem is Problem.TOO_LARGE


def test_a_truncating_body_takes_what_it_wants_and_says_so() -> None:
    body = Body("", limit=10, truncates=True)
    assert body.feed(b"x" * 9)
    assert not body.feed(b"x" * 9)
    assert body.so_far() == b"x" * 10


def test_an_empty_body_with_a_coding_is_empty() -> None:
    assert unpack("gzip", b"") == b""
