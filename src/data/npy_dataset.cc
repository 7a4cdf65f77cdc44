// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <utility>

#include "data/npy_array.h"
#include "data/rows.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

// 16 GiB. A larger array in Fortran order would have to be read in full before its first sample.
constexpr std::int64_t kMostTransposed = std::int64_t{1} << 34;

[[noreturn]] void refuse(const NpyArray& array, const std::string& message) {
  throw Error(ErrorCode::unsupported, "npy", array.where + " " + message);
}

// What to do about a type that is not read.
std::string advice_for(const std::string& type) {
  if (type == "object")
    return "such an array is a pickle, which runs code, and is never read; save "
           "x.astype('float32')";
  if (type == "structured" || type == "void")
    return "save its fields as one array of numbers, each a column";
  if (type == "str" || type == "bytes")
    return "only labels may be texts; save the numbers without them";
  if (type.starts_with("complex")) return "save real and imaginary parts as two columns";
  return "save x.astype('float32')";
}

ValueFormat checked_format(const NpyArray& array) {
  if (array.header.format) return *array.header.format;
  refuse(array, "has values of type " + array.header.type_name + "; expected numbers; " +
                    advice_for(array.header.type_name));
}

void check_shape(const NpyArray& array) {
  const std::vector<std::int64_t>& shape = array.header.shape;
  constexpr std::size_t kMostDimensions = 1 + Shape::kMaxRank;
  if (shape.empty() || shape.size() > kMostDimensions) {
    refuse(array, "has the shape " + tuple_text(shape) +
                      "; expected 1 to 9 dimensions, samples first; save x.reshape(n, -1)");
  }
  if (std::find(shape.begin(), shape.end(), 0) != shape.end()) {
    throw Error(ErrorCode::bad_file, "npy",
                array.where + " has the shape " + tuple_text(shape) +
                    "; expected no dimension of 0; it holds no data: save it again");
  }
}

Shape sample_shape(const NpyArray& array, const ArrayOptions& options) {
  std::vector<std::int64_t> dims(array.header.shape.begin() + 1, array.header.shape.end());
  if (dims.empty() || (options.as_images && dims.size() == 2)) dims.push_back(1);
  return Shape(std::move(dims));
}

// Writes `columns`, one after another in memory, `rows` values each, into rows of `row_bytes`.
template <std::size_t kBytes>
void scatter(std::span<const std::byte> columns, std::size_t rows, std::byte* out,
             std::size_t row_bytes) {
  // A block of rows stays in the cache while all columns write to it.
  constexpr std::size_t kBlock = 64;
  const std::size_t count = columns.size() / kBytes / rows;
  for (std::size_t begin = 0; begin < rows; begin += kBlock) {
    const std::size_t end = std::min(rows, begin + kBlock);
    for (std::size_t column = 0; column < count; ++column) {
      const std::byte* from = columns.data() + (column * rows + begin) * kBytes;
      for (std::size_t row = begin; row < end; ++row, from += kBytes)
        std::memcpy(out + row * row_bytes + column * kBytes, from, kBytes);
    }
  }
}

void scatter(std::span<const std::byte> columns, std::size_t rows, std::byte* out,
             std::size_t row_bytes, std::int64_t value_bytes) {
  switch (value_bytes) {
    case 1:
      return scatter<1>(columns, rows, out, row_bytes);
    case 2:
      return scatter<2>(columns, rows, out, row_bytes);
    case 4:
      return scatter<4>(columns, rows, out, row_bytes);
    default:
      return scatter<8>(columns, rows, out, row_bytes);
  }
}

// The values of a two-dimensional array in Fortran order, column after column, as rows.
base::ByteBuffer transposed(const NpyArray& array, std::int64_t value_bytes) {
  if (array.value_bytes() > kMostTransposed) {
    refuse(array, "is in Fortran order and has " + std::to_string(array.value_bytes()) +
                      " bytes; expected at most " + std::to_string(kMostTransposed) +
                      ", as its rows are all over the file; save numpy.ascontiguousarray(x)");
  }
  const std::int64_t rows = array.header.shape[0];
  const std::int64_t columns = array.header.shape[1];
  base::ByteBuffer contents(static_cast<std::size_t>(array.value_bytes()));
  constexpr std::int64_t kAtATime = std::int64_t{16} << 20;
  const std::int64_t column_bytes = rows * value_bytes;
  const std::int64_t step = std::max<std::int64_t>(1, kAtATime / column_bytes);
  for (std::int64_t first = 0; first < columns; first += step) {
    const std::int64_t count = std::min(step, columns - first);
    const base::ByteBuffer some = array.read_values(first * column_bytes, count * column_bytes);
    scatter(some.bytes(), static_cast<std::size_t>(rows),
            contents.bytes().data() + first * value_bytes,
            static_cast<std::size_t>(columns * value_bytes), value_bytes);
  }
  return contents;
}

}  // namespace

Dataset dataset_of(NpyArray array, const ArrayOptions& options) {
  RowLayout layout;
  layout.format = checked_format(array);
  layout.format.scaled = options.scale_bytes;
  check_shape(array);
  const std::int64_t value_bytes = size_of(layout.format.type);
  check_npy_size(array.header, value_bytes, array.value_bytes(), array.where);
  layout.samples = array.header.shape[0];
  layout.shape = sample_shape(array, options);
  if (array.header.fortran_order && array.header.shape.size() > 2) {
    refuse(array, "is in Fortran order and has the shape " + tuple_text(array.header.shape) +
                      "; expected C order of arrays with more than two dimensions; save "
                      "numpy.ascontiguousarray(x)");
  }
  if (array.header.fortran_order && array.header.shape.size() == 2)
    return rows_in_memory(transposed(array, value_bytes), layout);
  layout.offset = array.begin + array.header.header_bytes;
  if (array.file != nullptr) return rows_on_disk(std::move(array.file), layout);
  return rows_in_memory(std::move(array.contents), layout);
}

}  // namespace hourglass::data
