// SPDX-License-Identifier: MIT
// Datatypes: how the elements of an array are to be read.
#pragma once

#include <cstddef>
#include <string>
#include <variant>

#include "formats/hdf5.h"
#include "formats/hdf5/file.h"
#include "formats/hdf5/output.h"

namespace hourglass::formats::hdf5 {

struct Number {
  NumberType type;
  bool is_big_endian;
};
// Texts of `size` bytes each, filled up with what is not part of them.
struct FixedText {
  std::size_t size;
  char filling;
};
// Texts of any length, in the global heap.
struct VariableText {};
// Anything else, in words.
struct OtherType {
  std::string name;
};

using Datatype = std::variant<Number, FixedText, VariableText, OtherType>;

Datatype read_datatype(Cursor message);

void write_number_type(NumberType type, Output& out);
void write_variable_text_type(Output& out);

}  // namespace hourglass::formats::hdf5
