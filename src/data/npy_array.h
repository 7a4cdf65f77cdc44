// SPDX-License-Identifier: MIT
// An array of NumPy's, wherever it is: a file of its own, or a part of an .npz.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_buffer.h"
#include "base/regular_file.h"
#include "data/npy_header.h"
#include "formats/byte_source.h"
#include "formats/zip.h"
#include "hourglass/array_files.h"

namespace hourglass::data {

// The header has been checked, but not whether the values are of a kind that is read.
struct NpyArray {
  std::string where;  // for messages: "array 'X' of 'a.npz'"
  NpyHeader header;
  // The bytes are in memory or, if there is a file, in it from `begin` on.
  base::ByteBuffer contents;
  std::shared_ptr<const base::RegularFile> file;
  std::int64_t begin = 0;
  std::int64_t size = 0;

  std::int64_t value_bytes() const { return size - header.header_bytes; }
  // Some of the bytes, counted from the first value's.
  base::ByteBuffer read_values(std::int64_t offset, std::int64_t count) const;
};

// All of a file's bytes.
NpyArray npy_in_memory(base::ByteBuffer contents, std::string where);
// Arrays of more than `most_in_memory` bytes stay in their file where they can.
NpyArray open_npy(const std::filesystem::path& path, std::int64_t most_in_memory);

// An .npz file, open.
class NpzFile {
 public:
  // `file` is what `source` reads, if arrays may stay in it.
  explicit NpzFile(const formats::ByteSource& source,
                   std::shared_ptr<const base::RegularFile> file = nullptr);

  std::vector<std::string> names() const;
  NpyHeader header(std::string_view name) const;
  NpyArray array(std::string_view name, std::int64_t most_in_memory) const;

 private:
  std::string where(std::string_view name) const;
  // Of the archive. Throws invalid_argument, listing the arrays, if there is none.
  std::string member_of(std::string_view name) const;

  std::string where_;
  formats::ZipArchive archive_;
  std::shared_ptr<const base::RegularFile> file_;
};
NpzFile open_npz(const std::filesystem::path& path);

Dataset dataset_of(NpyArray array, const ArrayOptions& options);
ArrayLabels labels_of(const NpyArray& array);

}  // namespace hourglass::data
