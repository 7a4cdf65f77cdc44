// SPDX-License-Identifier: MIT
#include "tensorboard/projector.h"

#include <doctest/doctest.h>
#include <png.h>

#include <string>
#include <vector>

#include "base/error_testing.h"
#include "base/read_file.h"
#include "base/temporary_folder.h"
#include "hourglass/error.h"
#include "tensorboard/sprite.h"

using namespace hourglass;
using namespace hourglass::tensorboard;
using base::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

std::string text_of(const fs::path& file) {
  const auto buffer = base::read_file(file, 1'000'000);
  return {reinterpret_cast<const char*>(buffer.bytes().data()), buffer.size()};
}

struct Grey {
  std::int64_t width = 0;
  std::vector<std::uint8_t> values;
};

Grey decode(const std::vector<std::byte>& bytes) {
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_memory(&image, bytes.data(), bytes.size()) != 0);
  REQUIRE(image.format == PNG_FORMAT_GRAY);
  Grey grey = {image.width, std::vector<std::uint8_t>(PNG_IMAGE_SIZE(image))};
  REQUIRE(png_image_finish_read(&image, nullptr, grey.values.data(), 0, nullptr) != 0);
  return grey;
}

}  // namespace

TEST_CASE("codes are lines of numbers that give the same floats back") {
  CHECK(tensors_tsv(Tensor(2, {3}, {0.1F, -2, 1e-20F, 0, 3.5F, 16777216})) ==
        "0.1\t-2\t1e-20\n0\t3.5\t16777216\n");
  CHECK(tensors_tsv(Tensor(1, {1, 2, 2}, {1, 2, 3, 4})) == "1\t2\t3\t4\n");
}

TEST_CASE("of large codes there are fewer, and always one") {
  CHECK(most_points(1) == 4096);
  CHECK(most_points(512) == 4096);
  CHECK(most_points(1568) == 1337);
  CHECK(most_points(100'000'000) == 1);
}

TEST_CASE("labels stay on their lines and in their column, whatever is in them") {
  const std::vector<std::string> labels = {"ankle boot", "a\tb",        "a\nb\r", "",
                                           " ",          "caf\xc3\xa9", "caf\xe9"};
  CHECK(metadata_tsv(labels) ==
        "label\tsample\n"
        "ankle boot\t1\n"
        "a\\x09b\t2\n"
        "a\\x0ab\\x0d\t3\n"
        "\t4\n"
        " \t5\n"
        "caf\xc3\xa9\t6\n"
        "caf\\xe9\t7\n");
}

TEST_CASE("the configuration names the files that there are") {
  const TemporaryFolder folder;
  const Tensor codes(3, {2}, {1, 2, 3, 4, 5, 6});
  write_projector(folder.path() / "bare", {.codes = codes});
  CHECK(text_of(folder.path() / "bare" / "projector_config.pbtxt") ==
        "embeddings {\n"
        "  tensor_name: \"codes\"\n"
        "  tensor_path: \"tensors.tsv\"\n"
        "}\n");
  CHECK_FALSE(fs::exists(folder.path() / "bare" / "metadata.tsv"));
  write_projector(
      folder.path() / "full",
      {.codes = codes, .labels = {"a", "b", "a"}, .images = Dataset(Tensor(3, {5, 4, 1}))});
  CHECK(text_of(folder.path() / "full" / "projector_config.pbtxt") ==
        "embeddings {\n"
        "  tensor_name: \"codes\"\n"
        "  tensor_path: \"tensors.tsv\"\n"
        "  metadata_path: \"metadata.tsv\"\n"
        "  sprite {\n"
        "    image_path: \"sprite.png\"\n"
        "    single_image_dim: 4\n"
        "    single_image_dim: 5\n"
        "  }\n"
        "}\n");
  CHECK(text_of(folder.path() / "full" / "tensors.tsv") == "1\t2\n3\t4\n5\t6\n");
  CHECK(text_of(folder.path() / "full" / "metadata.tsv") ==
        metadata_tsv(std::vector<std::string>{"a", "b", "a"}));
}

TEST_CASE("codes of one number, which the projector refuses, are not written") {
  const TemporaryFolder folder;
  write_projector(folder.path(), {.codes = Tensor(3, {1})});
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a sprite has its images in reading order, in as many rows as columns") {
  const Sprite sprite = draw_sprite(Tensor(2, {1, 2, 1}, {0, 51, 102, 255}), 255);
  CHECK(sprite.width == 2);
  CHECK(sprite.height == 1);
  const Grey drawn = decode(sprite.png);
  CHECK(drawn.width == 4);
  CHECK(drawn.values == std::vector<std::uint8_t>{0, 51, 102, 255, 0, 0, 0, 0});
}

TEST_CASE("large images are drawn smaller, each pixel the mean of a block, cut off at the edges") {
  Tensor image(1, {2, 65, 1});
  for (std::size_t i = 0; i < 3; ++i) image.values()[i] = 0.4F;       // of block (0, 0): 3 of 6
  image.values()[63] = image.values()[64] = image.values()[129] = 1;  // of the last, of 2 by 2: 3
  const Sprite sprite = draw_sprite(image, 1);
  CHECK(sprite.width == 22);
  CHECK(sprite.height == 1);
  const Grey drawn = decode(sprite.png);
  CHECK(drawn.values.front() == 51);
  CHECK(drawn.values.back() == 191);
}

TEST_CASE("a file that cannot be written is named") {
  const TemporaryFolder folder;
  fs::create_directory(folder.path() / "tensors.tsv");
  CHECK(
      base::says(base::error_of([&] { write_projector(folder.path(), {.codes = Tensor(1, {2})}); }),
                 ErrorCode::io, "tensors.tsv' cannot be written: "));
  CHECK_FALSE(fs::exists(folder.path() / "projector_config.pbtxt"));
}
