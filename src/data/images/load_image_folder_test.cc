// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>
#include <sys/stat.h>

#include "base/error_testing.h"
#include "data/images/jpeg_testing.h"
#include "data/images/png_testing.h"
#include "hourglass/error.h"
#include "hourglass/image_folder.h"

using namespace hourglass;
using namespace hourglass::data;
namespace fs = std::filesystem;

namespace {

using Numbers = std::vector<float>;
using Names = std::vector<std::string>;

std::string fault_of(const DataFolder& folder, const ImageFolderOptions& options = {},
                     ErrorCode code = ErrorCode::bad_file) {
  const std::string message =
      base::message_of([&] { load_image_folder(folder.path(), options); }, code);
  CHECK(message.starts_with("[images] '" + folder.path().string()));
  CHECK(message.find('\n') == std::string::npos);
  return message;
}

bool contains(const std::string& message, const std::string& part) {
  const bool found = message.find(part) != std::string::npos;
  if (!found) MESSAGE(message);
  return found;
}

Numbers numbers_of(const ImageFolder& images) {
  const Tensor samples = images.samples.read(0, images.samples.size());
  return {samples.values().begin(), samples.values().end()};
}

}  // namespace

TEST_CASE("a folder of pictures is read in the order of the names' bytes") {
  const DataFolder folder;
  folder.write("b.png", png(2, 1, "\x33\x66"));
  folder.write("B.PNG", png(2, 1, std::string("\0\xff", 2)));
  folder.write("10.png", png(2, 1, "\xcc\xcc"));
  folder.write("9.jpeg", jpeg(2, 1, 1, JCS_GRAYSCALE));
  const ImageFolder images = load_image_folder(folder.path());
  CHECK(images.files == Names{"10.png", "9.jpeg", "B.PNG", "b.png"});
  CHECK(images.samples.shape() == Shape{1, 2, 1});
  CHECK(images.labels.names.empty());
  CHECK(images.labels.indices.empty());
  const float gray = 100 / 255.0F;
  CHECK(numbers_of(images) == Numbers{0.8F, 0.8F, gray, gray, 0, 1, 0.2F, 0.4F});
}

TEST_CASE("sub-folders are labels") {
  const DataFolder folder;
  folder.write("dog/1.png", png(1, 1, "\x33"));
  folder.write("cat/2.png", png(1, 1, "\x66"));
  folder.write("cat/1.png", png(1, 1, "\xcc"));
  const ImageFolder images = load_image_folder(folder.path());
  CHECK(images.labels.names == Names{"cat", "dog"});
  CHECK(images.labels.indices == std::vector<std::int32_t>{0, 0, 1});
  CHECK(images.files == Names{"cat/1.png", "cat/2.png", "dog/1.png"});
  CHECK(numbers_of(images) == Numbers{0.8F, 0.4F, 0.2F});
}

TEST_CASE("gray pictures among coloured ones get three channels") {
  const DataFolder folder;
  folder.write("a.png", png(1, 1, "\x33"));
  folder.write("b.png", png(1, 1, "\x33\x66\xcc", kColours));
  const ImageFolder images = load_image_folder(folder.path());
  CHECK(images.samples.shape() == Shape{1, 1, 3});
  CHECK(numbers_of(images) == Numbers{0.2F, 0.2F, 0.2F, 0.2F, 0.4F, 0.8F});
}

TEST_CASE("colours become gray if asked to") {
  const DataFolder folder;
  folder.write("a.png", png(1, 1, "\x64\x96\xc8", kColours));
  const ImageFolder images = load_image_folder(folder.path(), {.gray = true});
  CHECK(images.samples.shape() == Shape{1, 1, 1});
  // (19595 * 100 + 38470 * 150 + 7471 * 200 + 32768) / 65536 = 141.2
  CHECK(numbers_of(images) == Numbers{141 / 255.0F});
}

TEST_CASE("bytes may stay as large as they are") {
  const DataFolder folder;
  folder.write("a.png", png(2, 1, std::string("\0\xff", 2)));
  CHECK(numbers_of(load_image_folder(folder.path(), {.scale_bytes = false})) == Numbers{0, 255});
}

TEST_CASE("pictures of several sizes are brought to one") {
  const DataFolder folder;
  folder.write("a.png", png(4, 2, std::string(8, '\x33')));
  folder.write("b.png", png(1, 5, std::string(5, '\xcc')));
  const ImageFolder images = load_image_folder(folder.path(), {.size = Size2D(2, 3)});
  CHECK(images.samples.shape() == Shape{2, 3, 1});
  CHECK(numbers_of(images)[0] == 0.2F);
  CHECK(numbers_of(images)[11] == 0.8F);
}

TEST_CASE("pictures of several sizes are refused otherwise, with their names") {
  const DataFolder folder;
  folder.write("a.png", png(4, 2, std::string(8, 'x')));
  folder.write("b.png", png(2, 4, std::string(8, 'x')));
  const std::string message = fault_of(folder);
  CHECK(contains(message,
                 "has 1 picture that cannot be used: 'b.png' has 2 x 4 pixels, not 4 x 2 as "
                 "'a.png'; expected opaque PNG or JPEG pictures, gray or coloured, of one size"));
  CHECK(contains(message, "or give a size that all are brought to"));
}

TEST_CASE("what a picture is follows from its contents") {
  const DataFolder folder;
  folder.write("a.png", jpeg(2, 1, 3, JCS_RGB));
  folder.write("b.jpg", png(2, 1, "RGBrgb", kColours));
  CHECK(load_image_folder(folder.path()).samples.size() == 2);
}

TEST_CASE("all bad pictures are counted and the first five named with their faults") {
  const DataFolder folder;
  folder.write("0.png", small_png());
  folder.write("1.png", small_png().substr(0, 50));
  folder.write("2.png", kPngMark + png_header(100'000, 100'000, 8, kGray) + png_end());
  folder.write("3.png", "");
  folder.write("4.jpg", "GIF89a");
  folder.write("5.png", png(2, 1, "ABCD", kGrayAlpha));
  folder.write("6.png", png(3, 1, "abc"));
  folder.write("7.png", "never named");
  const std::string message = fault_of(folder);
  CHECK(contains(message,
                 "has 7 pictures that cannot be used: '1.png' cannot be decoded: the file "
                 "is cut short, '2.png' has 100000 x 100000 pixels, more than"));
  CHECK(contains(message,
                 "'3.png' is empty, '4.jpg' is neither PNG nor JPEG inside, '5.png' has "
                 "transparent pixels, ...; expected"));
}

TEST_CASE("hidden files, text and JSON are passed over") {
  const DataFolder folder;
  folder.write("a.png", small_png());
  folder.write(".DS_Store", "x");
  folder.write(".hidden/b.png", "x");
  folder.write("README.md", "x");
  folder.write("notes.TXT", "x");
  folder.write("labels.json", "x");
  CHECK(load_image_folder(folder.path()).files == Names{"a.png"});
}

TEST_CASE("other files are refused by name") {
  const DataFolder folder;
  folder.write("a.png", small_png());
  folder.write("b.gif", "GIF89a");
  CHECK(contains(fault_of(folder),
                 "holds 'b.gif', which is no picture by its name; expected .png, .jpg"));
  folder.write("noending", "x");
  CHECK(contains(fault_of(folder), "holds 'b.gif' and 1 more files that are no pictures by their"));
}

TEST_CASE("pictures beside folders, and folders within labels, are refused") {
  const DataFolder folder;
  folder.write("cat/a.png", small_png());
  folder.write("b.png", small_png());
  CHECK(contains(fault_of(folder), "holds the picture 'b.png' and the folder 'cat'; expected"));
  fs::remove(folder.path() / "b.png");
  folder.write("cat/old/c.png", small_png());
  CHECK(contains(fault_of(folder), "cat' holds the folder 'old'; expected pictures in a folder"));
}

TEST_CASE("folders without pictures are refused") {
  const DataFolder folder;
  CHECK(contains(fault_of(folder, {}, ErrorCode::invalid_argument), "holds no pictures; expected"));
  fs::create_directory(folder.path() / "cat");
  CHECK(contains(fault_of(folder, {}, ErrorCode::invalid_argument), "cat' holds no pictures"));
}

TEST_CASE("labels are UTF-8") {
  const DataFolder folder;
  folder.write("caf\xe9/a.png", small_png());
  CHECK(contains(fault_of(folder), "is a label that is not UTF-8; expected UTF-8; rename"));
}

TEST_CASE("links are followed, but not round in circles") {
  const DataFolder folder;
  const DataFolder elsewhere;
  fs::create_symlink(elsewhere.write("a.png", small_png()), folder.path() / "link.png");
  CHECK(load_image_folder(folder.path()).samples.size() == 1);
  fs::create_symlink("circle.png", folder.path() / "circle.png");
  CHECK(contains(fault_of(folder, {}, ErrorCode::io), "cannot be read: Too many levels"));
  fs::remove(folder.path() / "circle.png");
  fs::remove(folder.path() / "link.png");
  fs::create_directory_symlink(".", folder.path() / "self");
  CHECK(contains(fault_of(folder), "self' holds the folder 'self'"));
}

TEST_CASE("pipes and folders with a picture's name are not opened") {
  const DataFolder folder;
  REQUIRE(::mkfifo((folder.path() / "pipe.png").c_str(), 0600) == 0);
  CHECK(contains(fault_of(folder), "pipe.png' is not a regular file; expected"));
  fs::remove(folder.path() / "pipe.png");
  fs::create_directory(folder.path() / "folder.png");
  CHECK(
      contains(fault_of(folder, {}, ErrorCode::invalid_argument), "folder.png' holds no pictures"));
}

TEST_CASE("a folder that is missing or no folder is an error of reading") {
  const DataFolder folder;
  const auto error = base::error_of([&] { load_image_folder(folder.path() / "none"); });
  CHECK(base::says(error, ErrorCode::io, "none' cannot be read: No such file or directory"));
  const auto file = folder.write("a.png", small_png());
  CHECK(base::says(base::error_of([&] { load_image_folder(file); }), ErrorCode::io,
                   "cannot be read: Not a directory"));
}

TEST_CASE("a picture of more than a gigabyte is refused before it is read") {
  const DataFolder folder;
  folder.write("1.png", png(1, 1, "\x33"));
  folder.write("2.png", "");
  fs::resize_file(folder.path() / "2.png", (1 << 30) + 1);
  CHECK(contains(fault_of(folder), "2.png' has 1073741825 bytes"));
}

TEST_CASE("sizes beyond the limits are refused") {
  const DataFolder folder;
  folder.write("a.png", small_png());
  for (const Size2D size : {Size2D(0, 1), Size2D(1, -1), Size2D(16385, 1)}) {
    const auto error = base::error_of([&] { load_image_folder(folder.path(), {.size = size}); });
    CHECK(base::says(error, ErrorCode::invalid_argument,
                     "a size of " + std::to_string(size.height) + " x " +
                         std::to_string(size.width) +
                         " is given; expected a height and a width from 1 to"));
  }
}
