// SPDX-License-Identifier: MIT
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/quote.h"
#include "base/read_file.h"
#include "data/decode_bytes.h"
#include "data/images/image.h"
#include "data/images/list_images.h"
#include "hourglass/error.h"
#include "hourglass/image_folder.h"

namespace hourglass {
namespace {

namespace fs = std::filesystem;
using data::Image;

constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 30;

class ImageSource : public SampleSource {
 public:
  // All images have the shape of the first.
  ImageSource(std::vector<Image> images, bool scale_bytes)
      : images_(std::move(images)),
        shape_({images_.front().height, images_.front().width, images_.front().channels}),
        scale_bytes_(scale_bytes) {}

  std::int64_t size() const override { return std::ssize(images_); }
  const Shape& shape() const override { return shape_; }
  bool known_finite() const override { return true; }

  void gather(std::span<const std::int64_t> indices, float* out) const override {
    for (const std::int64_t index : indices) {
      const auto bytes = images_[static_cast<std::size_t>(index)].bytes.bytes();
      if (scale_bytes_) {
        data::decode_bytes(bytes, out);
      } else {
        std::transform(bytes.begin(), bytes.end(), out,
                       [](std::byte byte) { return static_cast<float>(byte); });
      }
      out += shape_.size();
    }
  }

 private:
  std::vector<Image> images_;
  Shape shape_;
  bool scale_bytes_;
};

// Reads pictures one after another and remembers what is wrong with which, so that one error can
// tell it all.
class Loader {
 public:
  Loader(const fs::path& folder, const ImageFolderOptions& options)
      : folder_(folder), options_(options) {}

  void add(const std::string& name) {
    std::optional<Image> image = read(name);
    if (!image) return;
    if (options_.gray) image = data::to_gray(*image);
    if (options_.size) {
      image = data::resize(*image, options_.size->height, options_.size->width);
    } else if (!fits(*image, name)) {
      return;
    }
    images_.push_back(std::move(*image));
  }

  std::vector<Image> finish() {
    refuse_faults();
    const bool any_colour = std::any_of(images_.begin(), images_.end(),
                                        [](const Image& image) { return image.channels == 3; });
    for (Image& image : images_) {
      if (any_colour && image.channels == 1) image = data::to_colour(image);
    }
    return std::move(images_);
  }

 private:
  std::optional<Image> read(const std::string& name) {
    try {
      const base::ByteBuffer file = base::read_file(folder_ / name, kLargestFile);
      data::DecodedImage decoded = data::decode_image(file.bytes(), options_.background);
      if (!decoded.image) note_fault(base::quote_path(name) + " " + decoded.fault);
      any_lacks_background_ = any_lacks_background_ || decoded.lacks_background;
      return std::move(decoded.image);
    } catch (const Error& error) {
      // Of "[read] fault; expected; remedy", the fault, which names the file.
      const std::string_view text = error.what();
      const std::size_t begin = text.find("] ") + 2;
      note_fault(std::string(text.substr(begin, text.rfind("; expected") - begin)), error.code());
      return std::nullopt;
    }
  }

  bool fits(const Image& image, const std::string& name) {
    if (first_name_.empty()) {
      first_name_ = name;
      height_ = image.height;
      width_ = image.width;
    }
    if (image.height == height_ && image.width == width_) return true;
    ++other_sizes_;
    note_fault(base::quote_path(name) + " has " + std::to_string(image.width) + " x " +
               std::to_string(image.height) + " pixels, not " + std::to_string(width_) + " x " +
               std::to_string(height_) + " as " + base::quote_path(first_name_));
    return false;
  }

  void note_fault(std::string fault, ErrorCode code = ErrorCode::bad_file) {
    constexpr std::size_t kNamed = 5;
    if (faults_.empty()) code_ = code;
    if (code != code_) code_ = ErrorCode::bad_file;
    ++num_faults_;
    if (faults_.size() < kNamed) faults_.push_back(std::move(fault));
  }

  void refuse_faults() const {
    if (num_faults_ == 0) return;
    std::string list;
    for (const std::string& fault : faults_) list += (list.empty() ? "" : ", ") + fault;
    if (num_faults_ > faults_.size()) list += ", ...";
    throw Error(code_, "images",
                base::quote_path(folder_) + " has " + std::to_string(num_faults_) +
                    (num_faults_ == 1 ? " picture" : " pictures") + " that cannot be used: " +
                    list + "; expected opaque PNG or JPEG pictures, gray or coloured" +
                    (options_.size ? "" : ", of one size") + "; mend them or move them away" +
                    (other_sizes_ > 0 ? ", or give a size that all are brought to" : "") +
                    (any_lacks_background_ ? ", or give a background to lay them on" : ""));
  }

  const fs::path& folder_;
  const ImageFolderOptions& options_;
  std::vector<Image> images_;
  std::string first_name_;  // of those that could be read
  std::int64_t height_ = 0;
  std::int64_t width_ = 0;
  std::vector<std::string> faults_;
  std::size_t num_faults_ = 0;
  std::size_t other_sizes_ = 0;
  bool any_lacks_background_ = false;
  ErrorCode code_ = ErrorCode::bad_file;
};

void check_size(std::optional<Size2D> size) {
  if (!size) return;
  if (std::min(size->height, size->width) >= 1 &&
      std::max(size->height, size->width) <= data::kLongestSide) {
    return;
  }
  throw Error(ErrorCode::invalid_argument, "images",
              "a size of " + std::to_string(size->height) + " x " + std::to_string(size->width) +
                  " is given; expected a height and a width from 1 to " +
                  std::to_string(data::kLongestSide) + "; choose a smaller one");
}

}  // namespace

ImageFolder load_image_folder(const fs::path& folder, const ImageFolderOptions& options) {
  check_size(options.size);
  data::ImageFiles files = data::list_images(folder);
  Loader loader(folder, options);
  for (const std::string& name : files.names) loader.add(name);
  return {Dataset(std::make_shared<ImageSource>(loader.finish(), options.scale_bytes)),
          {std::move(files.labels), std::move(files.label_indices)},
          std::move(files.names)};
}

}  // namespace hourglass
