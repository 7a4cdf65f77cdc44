// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/quote.h"
#include "data/decode.h"
#include "data/idx.h"
#include "hourglass/dataset.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

// Shuffled samples come from memory, not from a cache: 784 bytes take 0.3 us unless asked for
// ahead.
void prefetch(std::span<const std::byte> sample) {
  constexpr std::size_t kLine = 64;
  // A long sample is read in a row, which the processor sees by itself.
  constexpr std::size_t kMost = 4096;
  for (std::size_t i = 0; i < std::min(sample.size(), kMost); i += kLine) {
    __builtin_prefetch(sample.data() + i);
  }
}

template <std::size_t kValueSize>
class IdxSource : public SampleSource {
 public:
  IdxSource(data::IdxFile file, Shape shape) : file_(std::move(file)), shape_(std::move(shape)) {}

  std::int64_t size() const override { return file_.header.dims[0]; }
  const Shape& shape() const override { return shape_; }

  void gather(std::span<const std::int64_t> indices, float* out) const override {
    for (std::size_t i = 0; i < indices.size(); ++i) {
      if (i + kAhead < indices.size()) prefetch(sample(indices[i + kAhead]));
      if constexpr (kValueSize == 1) {
        data::decode_bytes(sample(indices[i]), out);
      } else {
        data::decode_floats(sample(indices[i]), out);
      }
      out += shape_.size();
    }
  }

 private:
  static constexpr std::size_t kAhead = 2;

  std::span<const std::byte> sample(std::int64_t index) const {
    const auto size = static_cast<std::size_t>(shape_.size()) * kValueSize;
    return file_.values().subspan(static_cast<std::size_t>(index) * size, size);
  }

  data::IdxFile file_;
  Shape shape_;
};

Shape sample_shape(const data::IdxHeader& header) {
  if (header.dims.size() == 3) return {header.dims[1], header.dims[2], 1};
  return Shape(std::vector<std::int64_t>(header.dims.begin() + 1, header.dims.end()));
}

}  // namespace

Dataset load_idx(const std::filesystem::path& file) {
  data::IdxFile idx = data::read_idx(file);
  Shape shape = sample_shape(idx.header);
  if (idx.header.type == data::IdxType::float32) {
    return Dataset(std::make_shared<IdxSource<4>>(std::move(idx), std::move(shape)));
  }
  return Dataset(std::make_shared<IdxSource<1>>(std::move(idx), std::move(shape)));
}

std::vector<std::int32_t> load_idx_labels(const std::filesystem::path& file) {
  const data::IdxFile idx = data::read_idx(file);
  if (idx.header.dims.size() != 1 || idx.header.type != data::IdxType::unsigned_byte) {
    throw Error(ErrorCode::bad_file, "idx",
                base::quote_path(file) + " has " + std::to_string(idx.header.dims.size()) +
                    " dimensions of " +
                    (idx.header.type == data::IdxType::float32 ? "float32" : "bytes") +
                    "; expected labels, which have 1 dimension of bytes; name the labels file");
  }
  std::vector<std::int32_t> labels;
  labels.reserve(idx.values().size());
  for (const std::byte label : idx.values()) labels.push_back(std::to_integer<std::int32_t>(label));
  return labels;
}

}  // namespace hourglass
