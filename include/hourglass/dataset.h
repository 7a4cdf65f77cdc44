// SPDX-License-Identifier: MIT
// Samples that can be asked for in any order: what fit, evaluate and predict read. A Dataset is a
// cheap handle on a shared, read-only source; copies see the same data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hourglass/shape.h"
#include "hourglass/tensor.h"

namespace hourglass {

// Samples [begin, end).
struct SampleRange {
  std::int64_t begin, end;
};

// How a source that does not keep its samples in memory wants to be read: `block` neighbouring
// samples at a time, a `window` of that many blocks drawn from anywhere. Both 0: in any order.
struct Streaming {
  std::int64_t block = 0;
  std::int64_t window = 0;
};

// Derive from this to bring data of your own. Every method is const and is called from several
// threads at once.
class SampleSource {
 public:
  virtual ~SampleSource() = default;
  virtual std::int64_t size() const = 0;   // number of samples
  virtual const Shape& shape() const = 0;  // of one sample
  virtual Streaming streaming() const { return {}; }
  // Whether no sample can hold NaN or infinity, so that nobody needs to look for them.
  virtual bool known_finite() const { return false; }
  // Begins to read these blocks, a window of them at most, in the background. Those of the call
  // before stay at hand, older ones go. A hint: gather gives any sample at any time, if slowly.
  virtual void prefetch(std::span<const SampleRange>) const {}
  // Writes the samples `indices`, each in [0, size()), one after another, shape().size() numbers
  // each.
  virtual void gather(std::span<const std::int64_t> indices, float* out) const = 0;
};

class Dataset {
 public:
  // Keeps the tensor's numbers; implicit, so that a Tensor goes wherever a Dataset does.
  Dataset(Tensor tensor);
  // Shares the source, which must not be nullptr.
  explicit Dataset(std::shared_ptr<const SampleSource> source);

  std::int64_t size() const { return source_->size(); }
  const Shape& shape() const { return source_->shape(); }
  void gather(std::span<const std::int64_t> indices, float* out) const {
    source_->gather(indices, out);
  }

  Streaming streaming() const { return source_->streaming(); }
  bool known_finite() const { return source_->known_finite(); }
  void prefetch(std::span<const SampleRange> blocks) const { source_->prefetch(blocks); }

  // Whether both are handles on one source, so that their samples are the same.
  bool same_source(const Dataset& other) const { return source_ == other.source_; }

  // The same samples seen with another shape of the same size: images as rows of 784, or back.
  // Throws shape_mismatch if the sizes differ.
  Dataset reshape(const Shape& shape) const;
  // Samples [begin, end). Throws invalid_argument if the range is not within the data.
  Dataset slice(std::int64_t begin, std::int64_t end) const;
  // Samples [begin, end) as numbers in memory.
  Tensor read(std::int64_t begin, std::int64_t end) const;

 private:
  std::shared_ptr<const SampleSource> source_;
};

// Images, and their labels where the file beside them has any.
struct LabelledImages {
  Dataset images;                    // [height, width, channels]
  std::vector<std::int32_t> labels;  // empty, or one a sample
};

struct TrainAndTest {
  LabelledImages train;
  std::optional<LabelledImages> test;
};

// Reads one IDX file, gzipped or not: unsigned bytes or big-endian float32. The first dimension
// counts the samples; bytes stay bytes in memory and are divided by 255 while batches are gathered
// unless `scale_bytes` is false, floats are taken as they are. A rank 3 file (images) gets shape
// [height, width, 1]. A file of more than 512 MiB that is not gzipped stays on disk: fit draws
// blocks of 4 MiB in random order, shuffles the samples of 64 blocks together, and reads the next
// 64 meanwhile. Throws io if the file cannot be read, bad_file if it is not IDX or is cut short or
// too long.
Dataset load_idx(const std::filesystem::path& file, bool scale_bytes = true);
// The labels of a rank 1 IDX file of unsigned bytes. Throws as load_idx.
std::vector<std::int32_t> load_idx_labels(const std::filesystem::path& file);

// Loads by name ("fashion-mnist", "mnist") or path. A name is looked up in `data_dirs`, in order,
// as DIR/NAME and, for the folder that itself holds the files, as DIR. A path is a folder of IDX
// files with MNIST's names (train-images-idx3-ubyte, t10k-..., with or without .gz) or one images
// file. Throws invalid_argument, saying where to get the data, if it is nowhere; io and bad_file as
// load_idx; bad_file if images and labels differ in number.
TrainAndTest load_images(std::string_view name_or_path,
                         std::span<const std::filesystem::path> data_dirs = {},
                         bool scale_bytes = true);

}  // namespace hourglass
