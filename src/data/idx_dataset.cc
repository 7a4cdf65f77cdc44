// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "base/quote.h"
#include "data/decode.h"
#include "data/idx.h"
#include "data/range_cache.h"
#include "hourglass/dataset.h"
#include "hourglass/error.h"

namespace hourglass {
namespace {

// Shuffled samples come from memory, not from a cache: 784 bytes take 0.3 us unless asked for
// ahead.
void fetch_ahead(std::span<const std::byte> sample) {
  constexpr std::size_t kLine = 64;
  // A long sample is read in a row, which the processor sees by itself.
  constexpr std::size_t kMost = 4096;
  for (std::size_t i = 0; i < std::min(sample.size(), kMost); i += kLine) {
    __builtin_prefetch(sample.data() + i);
  }
}

template <std::size_t kValueSize>
void decode(std::span<const std::byte> sample, float* out) {
  if constexpr (kValueSize == 1) {
    data::decode_bytes(sample, out);
  } else {
    data::decode_floats(sample, out);
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
      if (i + kAhead < indices.size()) fetch_ahead(sample(indices[i + kAhead]));
      decode<kValueSize>(sample(indices[i]), out);
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

// A file too large to be kept in memory.
template <std::size_t kValueSize>
class IdxStream : public SampleSource {
 public:
  IdxStream(std::shared_ptr<const base::RegularFile> file, const data::IdxHeader& header,
            Shape shape)
      : size_(header.dims[0]), shape_(std::move(shape)) {
    const std::int64_t sample_bytes = shape_.size() * static_cast<std::int64_t>(kValueSize);
    streaming_ = {std::max<std::int64_t>(1, kBlockBytes / sample_bytes), kWindowBlocks};
    cache_ = std::make_unique<data::RangeCache>(
        std::move(file), data::RangeCache::Layout{header.header_bytes, sample_bytes, size_,
                                                  streaming_.block, streaming_.window});
  }

  std::int64_t size() const override { return size_; }
  const Shape& shape() const override { return shape_; }
  Streaming streaming() const override { return streaming_; }
  void prefetch(std::span<const SampleRange> blocks) const override { cache_->prefetch(blocks); }

  void gather(std::span<const std::int64_t> indices, float* out) const override {
    cache_->visit(indices, [&](std::span<const std::byte> sample) {
      decode<kValueSize>(sample, out);
      out += shape_.size();
    });
  }

 private:
  // Read in 2 ms, of which a random access is a tenth; two windows of 64 take 512 MiB.
  static constexpr std::int64_t kBlockBytes = std::int64_t{4} << 20;
  static constexpr std::int64_t kWindowBlocks = 64;

  std::int64_t size_;
  Shape shape_;
  Streaming streaming_;
  std::unique_ptr<data::RangeCache> cache_;
};

// Of values; a larger file takes as much memory as this for its windows.
constexpr std::int64_t kMostInMemory = std::int64_t{512} << 20;

Shape sample_shape(const data::IdxHeader& header) {
  if (header.dims.size() == 3) return {header.dims[1], header.dims[2], 1};
  return Shape(std::vector<std::int64_t>(header.dims.begin() + 1, header.dims.end()));
}

}  // namespace

Dataset load_idx(const std::filesystem::path& path) {
  const auto file = std::make_shared<const base::RegularFile>(path);
  if (file->size() > kMostInMemory) {
    if (const auto header = data::read_idx_header(*file)) {
      Shape shape = sample_shape(*header);
      if (header->type == data::IdxType::float32)
        return Dataset(std::make_shared<IdxStream<4>>(file, *header, std::move(shape)));
      return Dataset(std::make_shared<IdxStream<1>>(file, *header, std::move(shape)));
    }
  }
  data::IdxFile idx = data::read_idx(*file);
  Shape shape = sample_shape(idx.header);
  if (idx.header.type == data::IdxType::float32)
    return Dataset(std::make_shared<IdxSource<4>>(std::move(idx), std::move(shape)));
  return Dataset(std::make_shared<IdxSource<1>>(std::move(idx), std::move(shape)));
}

std::vector<std::int32_t> load_idx_labels(const std::filesystem::path& file) {
  const data::IdxFile idx = data::read_idx(base::RegularFile(file));
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
