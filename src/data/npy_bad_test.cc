// SPDX-License-Identifier: MIT
// Arrays that are damaged, made to deceive, or not read.
#include <doctest/doctest.h>

#include "base/error_testing.h"
#include "data/idx_testing.h"
#include "data/npy_array.h"
#include "data/npy_testing.h"

using namespace hourglass;
using namespace hourglass::data;
using base::error_of;
using base::says;

namespace {

std::optional<Error> refusal(const std::string& bytes) {
  const DataFolder folder;
  const auto file = folder.write("a.npy", bytes);
  const auto error = error_of([&] { load_npy(file); });
  // A file too large for memory is judged in the same words.
  const auto streamed = error_of([&] { dataset_of(open_npy(file, 0), {}); });
  REQUIRE(error.has_value() == streamed.has_value());
  if (error) CHECK(std::string(error->what()) == streamed->what());
  return error;
}

bool refused(const std::string& bytes, const std::string& part) {
  return says(refusal(bytes), ErrorCode::bad_file, part);
}

// What is wrong with the text of a header.
bool text_refused(const std::string& text, const std::string& part) {
  return refused(npy_with(text) + std::string(64, 'x'), "has a header with " + part);
}

std::optional<Error> refusal_of_file(const std::string& name) {
  return error_of([&] { load_npy(npy_file(name)); });
}

bool unsupported(const std::string& name, const std::string& part) {
  return says(refusal_of_file(name + ".npy"), ErrorCode::unsupported, part);
}

}  // namespace

TEST_CASE("what is no .npy file is refused") {
  CHECK(refused("", "has 0 bytes; expected an array of NumPy's"));
  CHECK(refused("\x93NUMPY\1", "has 7 bytes"));
  CHECK(refused("a table, perhaps", "begins with the bytes 0x61 0x20; expected an .npy file"));
  CHECK(refused("\x93NUMPX\1..............", "begins with the bytes 0x93 0x4e; expected"));
  CHECK(refused("PK\3\4" + std::string(100, 'x'), "those of a zip archive; expected"));
  CHECK(
      refused(std::string(100, 'x'), "begins with 0x93 NUMPY; name a file that numpy.save wrote"));
  CHECK(refused("\x80\4\x95" + std::string(100, 'x'), "those of pickled Python objects; expected"));
}

TEST_CASE("versions that NumPy does not have are refused") {
  for (const char* version : {"\4\0", "\0\1", "\1\1", "\xff\0"}) {
    std::string bytes = npy_with("<f4", "(1,)") + "1234";
    bytes[6] = version[0];
    bytes[7] = version[1];
    CHECK(refused(bytes, "expected 1.0, 2.0 or 3.0"));
  }
}

TEST_CASE("a header longer than the file, or than 64 KiB, is refused") {
  std::string bytes = npy_with("<f4", "(1,)") + "1234";
  bytes[9] = '\x7f';
  CHECK(refused(bytes, "says at byte 8 that its header has 32"));
  bytes = std::string("\x93NUMPY\2\0\xff\xff\xff\x7f", 12) + std::string(100, ' ');
  CHECK(refused(bytes, "has 2147483647 bytes; expected at most 65536"));
  bytes = std::string("\x93NUMPY\2\0\x01\0\x01\0", 12) + std::string(70000, ' ');
  CHECK(refused(bytes, "has 65537 bytes; expected at most 65536"));
  CHECK(refused(std::string("\x93NUMPY\2\0\x01\0", 10), "has 8 bytes"));
}

TEST_CASE("a header that is no dictionary of the three keys is refused") {
  CHECK(text_refused("", "no opening brace at byte 10"));
  CHECK(text_refused("[1]", "no opening brace at byte 10"));
  CHECK(text_refused("{}", "no key 'descr'"));
  CHECK(text_refused("{'descr': '<f4', 'shape': (1,)}", "no key 'fortran_order'"));
  CHECK(text_refused("{'descr': '<f4', 'fortran_order': False}", "no key 'shape'"));
  CHECK(text_refused("{'descr': '<f4', 'descr': '<f4'}", "the key 'descr' twice at byte 34"));
  CHECK(text_refused("{'order': 1}", "the key 'order'"));
  CHECK(text_refused("{'descr'", "no colon after a key"));
  CHECK(text_refused("{'descr': '<f4", "no closing quote"));
  CHECK(text_refused("{'descr': '<f4' 'shape'", "no comma between its entries"));
  CHECK(text_refused("{'descr': [('a', '<f4')", "no closing bracket"));
  CHECK(text_refused("{'descr': '\\x3cf4'}", "a backslash"));
  CHECK(text_refused(std::string(60000, '['), "no opening brace"));
  CHECK(text_refused("{'descr': " + std::string(60000, '['), "no closing bracket"));
}

TEST_CASE("code in a header is not run") {
  CHECK(text_refused("__import__('os').system('true')", "no opening brace"));
  CHECK(text_refused("{'descr': __import__('os').system('true')}", "no text in quotes"));
  CHECK(text_refused("{'descr': '<f4', 'fortran_order': exit(), 'shape': (1,)}",
                     "a fortran_order that is neither True nor False"));
  CHECK(text_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (open('x'),)}",
                     "a dimension that is no whole number"));
  CHECK(text_refused("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}; exit()",
                     "text after the closing brace"));
}

TEST_CASE("shapes that are none are refused") {
  const auto shape_refused = [](const std::string& shape, const std::string& part) {
    return refused(npy_with("<f4", shape) + "1234", "has a header with " + part);
  };
  CHECK(shape_refused("3", "a shape that is no tuple"));
  CHECK(shape_refused("[3]", "a shape that is no tuple"));
  CHECK(shape_refused("(3)", "a shape of one number without a comma"));
  CHECK(shape_refused("(-1,)", "a negative dimension"));
  CHECK(shape_refused("(1.0,)", "no comma between the dimensions"));
  CHECK(shape_refused("(0x10,)", "no comma between the dimensions"));
  CHECK(shape_refused("(True,)", "a dimension that is no whole number"));
  CHECK(shape_refused("(99999999999999999999,)", "a dimension above 2^63"));
  CHECK(shape_refused("(1 1)", "no comma between the dimensions"));
  CHECK(shape_refused("(1,,)", "a dimension that is no whole number"));
  CHECK(shape_refused("(1,", "a dimension that is no whole number"));
  std::string most = "(";
  for (int i = 0; i < 65; ++i) most += "1, ";
  CHECK(shape_refused(most + ")", "more than 64 dimensions"));
}

TEST_CASE("other spellings of the same dictionary are read") {
  const DataFolder folder;
  for (const char* text : {"{'shape':(1L,),'fortran_order':False,'descr':'<f4'}",
                           "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (1,)}\n",
                           "{ 'descr' : '<f4' , 'fortran_order' : True , 'shape' : ( 1 , ) , } "}) {
    CAPTURE(text);
    const auto file = folder.write("a.npy", npy_with(text) + std::string("\0\0\x80\x3f", 4));
    CHECK(numbers_of(load_npy(file)) == std::vector<float>{1});
  }
}

TEST_CASE("types that are not read are unsupported, by name, with what to do") {
  CHECK(unsupported("refused_object",
                    "has values of type object; expected numbers; such an array "
                    "is a pickle, which runs code, and is never read"));
  CHECK(unsupported("refused_structured",
                    "has values of type structured; expected numbers; save "
                    "its fields as one array of numbers"));
  CHECK(unsupported("refused_complex64", "of type complex64; expected numbers; save real and"));
  CHECK(unsupported("refused_complex128", "of type complex128"));
  CHECK(unsupported("refused_longdouble", "of type longdouble; expected numbers; save x.astype"));
  CHECK(unsupported("refused_datetime64", "of type datetime64"));
  CHECK(unsupported("refused_timedelta64", "of type timedelta64"));
  CHECK(unsupported("refused_void", "of type void"));
  CHECK(unsupported("labels_text", "of type str; expected numbers; only labels may be texts"));
  CHECK(unsupported("labels_bytes", "of type bytes"));
}

TEST_CASE("types that NumPy does not have are unsupported") {
  for (const char* descr : {"", "f", "<", "f4", "<f3", "<i16", "|i4", "=f4", "<q8", "<f4x"}) {
    CAPTURE(descr);
    CHECK(says(refusal(npy_with(descr, "(1,)") + "1234"), ErrorCode::unsupported,
               "has values of type "));
  }
}

TEST_CASE("shapes that are not read are refused") {
  CHECK(unsupported("refused_scalar", "has the shape (); expected 1 to 9 dimensions"));
  CHECK(unsupported("refused_ten_dimensions", "expected 1 to 9 dimensions"));
  CHECK(unsupported("refused_cube_fortran", "is in Fortran order and has the shape (2, 3, 4)"));
  CHECK(says(refusal_of_file("refused_empty.npy"), ErrorCode::bad_file,
             "has the shape (0, 3); expected no dimension of 0"));
}

TEST_CASE("values cut short or too many are refused with their counts") {
  const std::string values(24, 'x');
  const std::string bytes = npy_with("<f4", "(2, 3)") + values;
  CHECK(!refusal(bytes));
  CHECK(refused(bytes + "x",
                "promises values of shape (2, 3) and 4 bytes each, 24 in all, and has 25; expected "
                "as many as promised"));
  CHECK(refused(bytes.substr(0, bytes.size() - 1), "expected at most the 23 bytes"));
}

TEST_CASE("a file cut short is refused at every length") {
  for (const std::string name : {"float32", "float64_fortran", "version_2", "uint8"}) {
    const std::string bytes = contents_of(npy_file(name + ".npy"));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      CAPTURE(length);
      const auto error = refusal(bytes.substr(0, length));
      REQUIRE(error);
      CHECK(error->code() == ErrorCode::bad_file);
    }
  }
}

TEST_CASE("small files that promise much are refused before memory is asked for") {
  CHECK(refused(npy_with("<f4", "(8589934592,)") + "1234", "expected at most the 4 bytes"));
  CHECK(refused(npy_with("<f8", "(4294967296, 4294967296)"), "expected at most the 0 bytes"));
  CHECK(refused(npy_with("<f4", "(4611686018427387904, 4)"), "expected at most the 0 bytes"));
  CHECK(refused(npy_with("|u1", "(9223372036854775807, 2)", "True") + "12",
                "expected at most the 2 bytes"));
  // 2^64 + 4, which would be 4 in 64 bits.
  CHECK(refused(npy_with("|u1", "(6700417, 2753074036095)") + "1234", "expected at most the 4"));
}

TEST_CASE("Fortran order of more than memory holds is refused unread") {
  const DataFolder folder;
  const std::string header = npy_with("<f8", "(2000000000, 2)", "True");
  const auto file = folder.write("a.npy", header);
  std::filesystem::resize_file(file, header.size() + std::size_t{32'000'000'000});
  CHECK(base::says(base::error_of([&] { load_npy(file); }), ErrorCode::unsupported,
                   "is in Fortran order and has 32000000000 bytes; expected at most 17179869184"));
}

TEST_CASE("any byte changed gives numbers or an error, nothing else") {
  const DataFolder folder;
  for (const std::string name : {"float32", "int16_big_fortran", "version_3"}) {
    const std::string bytes = contents_of(npy_file(name + ".npy"));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const int change : {1, 0x20, 0x80, 0xff}) {
        std::string wrong = bytes;
        wrong[i] = static_cast<char>(wrong[i] ^ change);
        const auto file = folder.write("a.npy", wrong);
        error_of([&] { numbers_of(load_npy(file)); });
        error_of([&] { load_npy_labels(file); });
      }
    }
  }
}

TEST_CASE("labels have one dimension, and are numbers or texts") {
  const DataFolder folder;
  const auto refused_labels = [&](const std::string& bytes, ErrorCode code,
                                  const std::string& part) {
    return says(error_of([&] { load_npy_labels(folder.write("y.npy", bytes)); }), code, part);
  };
  const auto unsupported = ErrorCode::unsupported;
  CHECK(refused_labels(npy_with("<f4", "(1, 2)") + "12345678", unsupported,
                       "has the shape (1, 2); expected labels, one a sample, of shape (n,)"));
  CHECK(refused_labels(npy_with("<f4", "()") + "1234", unsupported, "has the shape ()"));
  CHECK(refused_labels(npy_with("|O", "(1,)"), unsupported,
                       "has values of type object; expected labels, numbers or texts"));
  CHECK(refused_labels(npy_with("<i8", "(1,)") + std::string("\0\0\0\0\0\0\x20\0", 8), unsupported,
                       "has an integer beyond 2^53 in place 0"));
  CHECK(
      refused_labels(npy_with("<u8", "(1,)") + std::string(8, '\xff'), unsupported, "beyond 2^53"));
  CHECK(refused_labels(npy_with("<U1", "(1,)") + std::string("\0\xd8\0\0", 4), ErrorCode::bad_file,
                       "has no valid text in place 0"));
  CHECK(refused_labels(npy_with("<U1", "(1,)") + "\xff\xff\xff\xff", ErrorCode::bad_file,
                       "has no valid text"));
  CHECK(refused_labels(npy_with("|S2", "(1,)") + "\xe9t", ErrorCode::bad_file, "valid text"));
  CHECK(refused_labels(npy_with("|S0", "(1,)"), unsupported, "has texts of 0 letters"));
  CHECK(refused_labels(npy_with("<U99999999999", "(1,)"), unsupported, "has texts of"));
  CHECK(refused_labels(npy_with("<U2", "(1000000000,)") + "1234", ErrorCode::bad_file,
                       "expected at most the 4 bytes"));
}

TEST_CASE("a missing file is an error of reading, a folder one of the file") {
  const DataFolder folder;
  CHECK(says(error_of([&] { load_npy(folder.path() / "a.npy"); }), ErrorCode::io, "No such file"));
  CHECK(
      says(error_of([&] { load_npy(folder.path()); }), ErrorCode::bad_file, "not a regular file"));
}
