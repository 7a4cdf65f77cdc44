// SPDX-License-Identifier: MIT
// What HDF5 allows and is not read here: the words in which it is refused.
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "formats/hdf5_testing.h"

using namespace hourglass::formats;
using hourglass::ErrorCode;
using hourglass::base::message_of;

namespace {

// The message, without the name of the file.
std::string refusal(const std::string& kind, ErrorCode code = ErrorCode::unsupported) {
  const std::string name = "refused_" + kind + ".h5";
  const std::string message = message_of([&] { read_named(name); }, code);
  const std::string start = "[hdf5] '" + name + "' ";
  REQUIRE(message.starts_with(start));
  return message.substr(start.size());
}

const std::string kSaveAgain =
    "; save it again with h5py's defaults, or with h5repack -l CONTI -f NONE";
const std::string kCopyInstead = "; save it again with a copy instead of the link";
const std::string kAsFloats =
    ", in '/x'; expected whole numbers, or floats of 16, 32 or 64 bits; save it again as float32";

}  // namespace

TEST_CASE("links to names and to other files are refused, never followed") {
  CHECK(refusal("soft_link") ==
        "has a soft link at byte 808; expected links to objects" + kCopyInstead);
  CHECK(refusal("soft_link_latest") ==
        "has a soft link at byte 87; expected links to objects" + kCopyInstead);
  CHECK(refusal("external_link") ==
        "has a link to another file at byte 856; expected links to objects" + kCopyInstead);
}

TEST_CASE("a second name for an object is refused, so that there are no circles") {
  CHECK(refusal("hard_link") ==
        "has a second link to the object at byte 179 at byte 103, in "
        "'/y'; expected one link to each object" +
            kCopyInstead);
  CHECK(refusal("circle") ==
        "has a second link to the object at byte 48 at byte 218, in '/a/b'; "
        "expected one link to each object" +
            kCopyInstead);
}

TEST_CASE("groups nested too deep are refused") {
  CHECK(refusal("deep").starts_with("has groups nested more than 64 deep at byte "));
}

TEST_CASE("links and attributes in heaps are refused") {
  CHECK(refusal("dense_links") ==
        "has a group that keeps its links in a fractal heap at byte 65; "
        "expected a group as h5py makes it by default" +
            kSaveAgain);
  CHECK(refusal("dense_attributes") ==
        "has attributes in a fractal heap at byte 88; expected "
        "attributes as h5py makes them by default" +
            kSaveAgain);
}

TEST_CASE("values that are not numbers are refused") {
  CHECK(refusal("compound") == "has a dataset of compound values at byte 215" + kAsFloats);
  CHECK(refusal("complex") == "has a dataset of compound values at byte 215" + kAsFloats);
  CHECK(refusal("opaque") ==
        "has a dataset of opaque values (bfloat16 is saved so) at byte 215" + kAsFloats);
  CHECK(refusal("bool") ==
        "has a dataset of enumerated values (bool is saved so) at byte 215" + kAsFloats);
  CHECK(refusal("text") == "has a dataset of texts at byte 215" + kAsFloats);
  CHECK(refusal("fixed_text") == "has a dataset of texts at byte 215" + kAsFloats);
  CHECK(refusal("odd_number") ==
        "has a dataset of whole numbers of 24 bits in 4 bytes at byte 215" + kAsFloats);
}

TEST_CASE("a float of another format is refused") {
  Bytes file = file_bytes("default.h5");
  // Fraction, exponent and bias of a float32; 7 and 8 bits make it a bfloat16 in 4 bytes.
  const std::size_t at = find_bytes(file, std::string("\x17\x08\0\x17\x7f\0\0\0", 8));
  put_number(file, at, 1, 7);
  put_number(file, at + 3, 1, 7);
  CHECK(message_of([&] { read_hdf5(file, "'a'"); }, ErrorCode::unsupported)
            .find("has a dataset of floats of 4 bytes with an exponent of 8 bits and a fraction of "
                  "7 at byte ") != std::string::npos);
}

TEST_CASE("datasets without a dataspace, and types with names, are refused") {
  CHECK(refusal("empty") ==
        "has an empty dataset, with a null dataspace at byte 191, in '/x'; "
        "expected a scalar or an array" +
            kSaveAgain);
  CHECK(refusal("named_type") ==
        "has a datatype with a name of its own at byte 179, in '/type'; "
        "expected groups and datasets" +
            kSaveAgain);
}

TEST_CASE("values in other files are refused, never looked for") {
  CHECK(refusal("external_data") ==
        "has a dataset whose values are in other files at byte 179, "
        "in '/x'; expected values in this file" +
            kSaveAgain);
  CHECK(refusal("virtual") ==
        "has a virtual dataset, whose values are in other files at byte 261, "
        "in '/x'; expected values in this file" +
            kSaveAgain);
}

TEST_CASE("newer indexes of arrays that can grow are refused") {
  const std::string rest = ", in '/x'; expected chunks as h5py makes them by default" + kSaveAgain;
  CHECK(refusal("growing") ==
        "has an index of kind 4 for the chunks of an array that can grow at byte 252" + rest);
  CHECK(refusal("growing_twice") ==
        "has an index of kind 5 for the chunks of an array that can grow at byte 269" + rest);
  CHECK(refusal("growing_a_little") ==
        "has the chunks of an array that can grow at byte 447" + rest);
}

TEST_CASE("other filters are refused by name") {
  const std::string rest = ", in '/x'; expected gzip, shuffle or fletcher32" + kSaveAgain;
  CHECK(refusal("lzf") == "has chunks packed with the filter lzf at byte 247" + rest);
  CHECK(refusal("scaleoffset") ==
        "has chunks packed with the filter scaleoffset at byte 239" + rest);
}

TEST_CASE("files of another build of HDF5 are refused") {
  CHECK(refusal("short_offsets") ==
        "has offsets of 4 bytes and lengths of 4 at byte 13; expected 8 "
        "bytes for both" +
            kSaveAgain);
  CHECK(refusal("user_block", ErrorCode::bad_file)
            .starts_with("has no HDF5 signature at byte 0; expected 0x89 and 'HDF' there"));
}

TEST_CASE("files that keep messages of many objects in one place are refused") {
  CHECK(refusal("shared_messages") ==
        "shares messages between objects at byte 48; expected every object its own" + kSaveAgain);
}

TEST_CASE("a message that must be understood is refused if it is not, others are not") {
  Hdf5Group root;
  root.attributes["a"] = {"text"};
  Bytes file = write_hdf5(root);
  // The attribute is the last message of the only header; its flags come after type and size.
  const std::size_t at = find_bytes(file, std::string("\x0c\x33\0\0\3\0", 6));
  put_number(file, at, 1, 0x18);
  mend_checksums(file);
  CHECK(read_hdf5(file, "'a'").attributes.empty());
  put_number(file, at + 3, 1, 0x80);
  mend_checksums(file);
  CHECK(message_of([&] { read_hdf5(file, "'a'"); }, ErrorCode::unsupported)
            .find("needs a message of type 24 understood at byte ") != std::string::npos);
}
