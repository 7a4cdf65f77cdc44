// SPDX-License-Identifier: MIT
#include "cli/picture_output.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <set>
#include <string>
#include <system_error>
#include <utility>

#include "base/atomic_file.h"
#include "base/folders.h"
#include "base/quote.h"
#include "hourglass/error.h"
#include "hourglass/picture.h"

namespace hourglass::cli {
namespace {

namespace fs = std::filesystem;

// Images [begin, begin + count) of the tensor in [0, 1]; white after the last.
Tensor row_of_images(const Tensor& tensor, const Result& result, std::int64_t begin,
                     std::int64_t count) {
  Tensor row(count, *result.image_shape);
  std::fill(row.values().begin(), row.values().end(), 1.0F);
  for (std::int64_t i = 0; i < std::min(count, tensor.batch() - begin); ++i) {
    const auto from = tensor.sample(begin + i);
    std::transform(from.begin(), from.end(), row.sample(i).begin(),
                   [&](float value) { return static_cast<float>(double{value} / result.white); });
  }
  return row;
}

// "folder/" names no file whose parent could be asked for.
fs::path without_slash(const fs::path& folder) {
  return folder.has_filename() ? folder : folder.parent_path();
}

// Beside the folder, with a name of its own; gone again unless it is kept.
class UnfinishedFolder {
 public:
  explicit UnfinishedFolder(const fs::path& folder) : target_(without_slash(folder)) {
    std::string name = target_.native() + ".XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) {
      base::refuse_folder(folder, std::error_code(errno, std::generic_category()));
    }
    path_ = name;
    std::error_code ignored;
    // mkdtemp keeps everybody else out.
    fs::permissions(path_,
                    fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read |
                        fs::perms::others_exec,
                    fs::perm_options::add, ignored);
  }
  UnfinishedFolder(const UnfinishedFolder&) = delete;
  UnfinishedFolder& operator=(const UnfinishedFolder&) = delete;
  ~UnfinishedFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  const fs::path& path() const { return path_; }

  void keep() {
    // An empty folder is replaced, and no other.
    if (std::rename(path_.c_str(), target_.c_str()) != 0) {
      base::refuse_folder(target_, std::error_code(errno, std::generic_category()));
    }
    path_.clear();
    base::flush_parent(target_);
  }

 private:
  fs::path target_, path_;
};

// "7/shirt.jpg" becomes "7/shirt.png"; without names "00012.png".
std::vector<std::string> file_names(const Result& result) {
  std::vector<std::string> names;
  const auto count = static_cast<std::size_t>(result.values.batch());
  const std::size_t digits = std::max<std::size_t>(5, std::to_string(count).size());
  std::set<std::string> taken;
  for (std::size_t i = 0; i < count; ++i) {
    std::string number = std::to_string(i + 1);
    number.insert(0, digits - number.size(), '0');
    fs::path name = result.files.empty() ? fs::path(number) : fs::path(result.files[i]);
    if (!taken.insert(name.replace_extension(".png").native()).second) {
      name = result.files[i] + "-" + number + ".png";
      taken.insert(name.native());
    }
    names.push_back(name.native());
  }
  return names;
}

}  // namespace

picture::ContactSheet draw_sheet(const Result& result) {
  const std::int64_t drawn = std::min(result.values.batch(), result.sheet.most);
  const std::int64_t columns = std::min(drawn, result.sheet.columns);
  std::vector<Tensor> rows;
  for (std::int64_t begin = 0; begin < drawn; begin += columns) {
    for (const Tensor& tensor : result.above)
      rows.push_back(row_of_images(tensor, result, begin, columns));
    rows.push_back(row_of_images(result.values, result, begin, columns));
  }
  return picture::draw_contact_sheet(rows, result.sheet.options);
}

std::int64_t write_sheet(const fs::path& file, const Result& result) {
  base::write_file_atomically(file, draw_sheet(result).png);
  return std::min(result.values.batch(), result.sheet.most);
}

void check_new_folder(const fs::path& folder) {
  std::error_code error;
  const bool is_there = fs::exists(folder, error);
  if (is_there && (!fs::is_directory(folder, error) || !fs::is_empty(folder, error))) {
    throw Error(ErrorCode::invalid_argument, "--out",
                base::quote_path(folder) +
                    " is not empty; expected a new folder, as no picture is mixed with others; "
                    "choose another name");
  }
  const UnfinishedFolder trial(folder);
}

void write_folder(const fs::path& folder, const Result& result) {
  UnfinishedFolder unfinished(folder);
  const std::vector<std::string> names = file_names(result);
  for (std::int64_t i = 0; i < result.values.batch(); ++i) {
    const fs::path file = unfinished.path() / names[static_cast<std::size_t>(i)];
    base::make_folders(file.parent_path());
    const Tensor image[] = {row_of_images(result.values, result, i, 1)};
    write_contact_sheet(file, image, {.scale = 1, .spacing = 0});
  }
  unfinished.keep();
}

}  // namespace hourglass::cli
