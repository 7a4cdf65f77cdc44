// SPDX-License-Identifier: MIT
#include "base/sha256.h"

#include <doctest/doctest.h>

#include <string_view>

using hourglass::base::Sha256;

namespace {

void add(Sha256& hash, std::string_view text) { hash.update(std::as_bytes(std::span(text))); }

}  // namespace

// The examples of FIPS 180-2.
TEST_CASE("the digest of abc is the published one") {
  Sha256 hash;
  add(hash, "abc");
  CHECK(hash.hex_digest() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("the digest of nothing is the published one") {
  CHECK(Sha256().hex_digest() ==
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST_CASE("pieces have the digest of the whole") {
  Sha256 hash;
  add(hash, "abcdbcdecdefdefgefghfghighij");
  add(hash, "");
  add(hash, "hijkijkljklmklmnlmnomnopnopq");
  CHECK(hash.hex_digest() == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}
