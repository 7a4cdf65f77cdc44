// SPDX-License-Identifier: MIT
#include "hourglass/array_files.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/atomic_file.h"
#include "base/quote.h"
#include "data/npy_array.h"
#include "data/rows.h"
#include "formats/little_endian.h"
#include "formats/zip.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

ArrayInfo info_of(std::string name, const data::NpyHeader& header) {
  return {std::move(name), header.shape, header.type_name};
}

std::string list_text(std::span<const ArrayInfo> arrays) {
  constexpr std::size_t kMost = 10;
  std::string text;
  for (const ArrayInfo& array : arrays.first(std::min(arrays.size(), kMost))) {
    text += (text.empty() ? "" : ", ") + base::quote_excerpt(array.name) + " " +
            data::tuple_text(array.shape) + " " + array.type;
  }
  if (arrays.size() > kMost) text += " and " + std::to_string(arrays.size() - kMost) + " more";
  return text;
}

std::vector<std::byte> npy_bytes(const Tensor& tensor) {
  std::vector<std::int64_t> shape = {tensor.batch()};
  const std::vector<std::int64_t>& sample = tensor.shape().dims();
  shape.insert(shape.end(), sample.begin(), sample.end());
  const std::string header = data::npy_header_text(shape);
  std::vector<std::byte> bytes;
  bytes.reserve(header.size() + 4 * tensor.values().size());
  const std::span text = std::as_bytes(std::span(header));
  bytes.assign(text.begin(), text.end());
  for (const float value : tensor.values())
    formats::append_little_endian(bytes, std::bit_cast<std::uint32_t>(value), 4);
  return bytes;
}

}  // namespace

Dataset load_npy(const std::filesystem::path& file, const ArrayOptions& options) {
  return data::dataset_of(data::open_npy(file, data::kMostInMemory), options);
}

Dataset load_npz(const std::filesystem::path& file, std::string_view name,
                 const ArrayOptions& options) {
  return data::dataset_of(data::open_npz(file).array(name, data::kMostInMemory), options);
}

ArrayInfo describe_npy(const std::filesystem::path& file) {
  return info_of("", data::open_npy(file, 0).header);
}

std::vector<ArrayInfo> list_npz(const std::filesystem::path& file) {
  const data::NpzFile npz = data::open_npz(file);
  std::vector<ArrayInfo> arrays;
  for (const std::string& name : npz.names()) arrays.push_back(info_of(name, npz.header(name)));
  return arrays;
}

std::string choose_npz_array(std::span<const ArrayInfo> arrays, const std::filesystem::path& file) {
  for (const char* name : {"X", "x"}) {
    if (std::any_of(arrays.begin(), arrays.end(),
                    [&](const ArrayInfo& array) { return array.name == name; }))
      return name;
  }
  const auto is_table = [](const ArrayInfo& array) { return array.shape.size() >= 2; };
  const auto first = std::find_if(arrays.begin(), arrays.end(), is_table);
  if (std::count_if(arrays.begin(), arrays.end(), is_table) == 1) return first->name;
  throw Error(ErrorCode::invalid_argument, "npz",
              base::quote_path(file) + " holds " +
                  (arrays.empty() ? "no arrays" : "the arrays " + list_text(arrays)) +
                  "; expected one named X or x, or only one with two dimensions or more; name the "
                  "one to read");
}

ArrayLabels load_npy_labels(const std::filesystem::path& file) {
  return data::labels_of(data::open_npy(file, data::kMostInMemory));
}

ArrayLabels load_npz_labels(const std::filesystem::path& file, std::string_view name) {
  return data::labels_of(data::open_npz(file).array(name, data::kMostInMemory));
}

void save_npy(const std::filesystem::path& file, const Tensor& tensor) {
  base::write_file_atomically(file, npy_bytes(tensor));
}

void save_npz(const std::filesystem::path& file, std::span<const NamedTensor> tensors) {
  std::vector<std::vector<std::byte>> contents;
  contents.reserve(tensors.size());
  std::vector<formats::ZipMember> members;
  for (const NamedTensor& tensor : tensors) {
    if (tensor.name.empty()) {
      throw Error(ErrorCode::invalid_argument, "npz",
                  "an array without a name; expected one each; name it");
    }
    contents.push_back(npy_bytes(tensor.values));
    members.push_back({tensor.name + ".npy", contents.back()});
  }
  base::write_file_atomically(file, formats::write_zip(members));
}

}  // namespace hourglass
