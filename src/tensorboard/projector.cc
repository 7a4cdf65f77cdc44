// SPDX-License-Identifier: MIT
#include "tensorboard/projector.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/atomic_file.h"
#include "base/folders.h"
#include "base/quote.h"
#include "base/utf8.h"
#include "tensorboard/sprite.h"

namespace hourglass::tensorboard {
namespace {

constexpr std::string_view kTensors = "tensors.tsv";
constexpr std::string_view kMetadata = "metadata.tsv";
constexpr std::string_view kSprite = "sprite.png";

void append_number(std::string& text, float number) {
  char digits[32];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

std::string field(std::string_view label) {
  const bool is_text = base::is_utf8(label);
  std::string field;
  for (const char character : label) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !is_text)) {
      field += "\\x" + base::hexadecimal(std::byte{byte}).substr(2);
    } else {
      field += character;
    }
  }
  return field;
}

// A text of projector_config.proto (github.com/tensorflow/tensorboard,
// tensorboard/plugins/projector).
std::string config(bool has_labels, const std::optional<Sprite>& sprite) {
  const auto line = [](std::string_view name, std::string_view value) {
    return std::string("  ").append(name).append(": \"").append(value).append("\"\n");
  };
  std::string text =
      "embeddings {\n" + line("tensor_name", "codes") + line("tensor_path", kTensors);
  if (has_labels) text += line("metadata_path", kMetadata);
  if (sprite) {
    text += "  sprite {\n  " + line("image_path", kSprite);
    for (const std::int64_t side : {sprite->width, sprite->height})
      text += "    single_image_dim: " + std::to_string(side) + "\n";
    text += "  }\n";
  }
  return text + "}\n";
}

}  // namespace

std::int64_t most_points(std::int64_t code_size) {
  constexpr std::int64_t kMostNumbers = std::int64_t{1} << 21;  // 20 MB of text
  return std::clamp<std::int64_t>(kMostNumbers / code_size, 1, kMostPoints);
}

std::string tensors_tsv(const Tensor& codes) {
  std::string text;
  for (std::int64_t i = 0; i < codes.batch(); ++i) {
    for (const float number : codes.sample(i)) {
      append_number(text, number);
      text += '\t';
    }
    text.back() = '\n';
  }
  return text;
}

std::string metadata_tsv(std::span<const std::string> labels) {
  std::string text = "label\tsample\n";
  std::int64_t number = 0;
  for (const std::string& label : labels)
    text += field(label) + "\t" + std::to_string(++number) + "\n";
  return text;
}

void write_projector(const std::filesystem::path& folder, const Points& points) {
  if (points.codes.shape().size() < 2) return;
  base::make_folders(folder);
  std::optional<Sprite> sprite;
  if (points.images) {
    sprite = draw_sprite(*points.images, points.white);
    base::write_file_atomically(folder / kSprite, sprite->png);
  }
  base::write_file_atomically(folder / kTensors, tensors_tsv(points.codes));
  const bool has_labels = !points.labels.empty();
  if (has_labels) base::write_file_atomically(folder / kMetadata, metadata_tsv(points.labels));
  base::write_file_atomically(folder / "projector_config.pbtxt", config(has_labels, sprite));
}

}  // namespace hourglass::tensorboard
