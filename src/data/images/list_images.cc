// SPDX-License-Identifier: MIT
#include "data/images/list_images.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/quote.h"
#include "base/utf8.h"
#include "hourglass/error.h"

namespace hourglass::data {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 3> kPictureEndings = {".png", ".jpg", ".jpeg"};
constexpr std::array<std::string_view, 3> kPassedOver = {".txt", ".md", ".json"};

// The names in one folder, each kind sorted; hidden ones are left out.
struct Entries {
  std::vector<std::string> pictures;
  std::vector<std::string> folders;
  std::vector<std::string> others;
};

template <std::size_t kCount>
bool has_ending(const fs::path& file, const std::array<std::string_view, kCount>& endings) {
  std::string ending = file.extension().string();
  for (char& letter : ending) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return std::find(endings.begin(), endings.end(), ending) != endings.end();
}

bool is_hidden(const fs::path& name) { return name.native().starts_with('.'); }

Entries list_folder(const fs::path& folder) {
  Entries entries;
  std::error_code error;
  fs::directory_iterator entry(folder, error);
  for (; !error && entry != fs::directory_iterator(); entry.increment(error)) {
    const fs::path name = entry->path().filename();
    if (is_hidden(name)) continue;
    std::error_code ignored;  // what cannot be looked at is refused when it is read
    if (entry->is_directory(ignored)) {
      entries.folders.push_back(name.native());
    } else if (has_ending(name, kPictureEndings)) {
      entries.pictures.push_back(name.native());
    } else if (!has_ending(name, kPassedOver)) {
      entries.others.push_back(name.native());
    }
  }
  if (error) {
    throw Error(ErrorCode::io, "images",
                base::quote_path(folder) + " cannot be read: " + error.message() +
                    "; expected a folder; check the path and its permissions");
  }
  for (auto* names : {&entries.pictures, &entries.folders, &entries.others}) {
    std::sort(names->begin(), names->end());
  }
  return entries;
}

[[noreturn]] void refuse(const fs::path& folder, const std::string& message,
                         ErrorCode code = ErrorCode::bad_file) {
  throw Error(code, "images", base::quote_path(folder) + " " + message);
}

[[noreturn]] void refuse_empty(const fs::path& folder) {
  refuse(folder,
         "holds no pictures; expected files ending with .png, .jpg or .jpeg; name the folder "
         "they are in",
         ErrorCode::invalid_argument);
}

void refuse_others(const fs::path& folder, const Entries& entries) {
  const std::size_t count = entries.others.size();
  if (count == 0) return;
  const std::string first = base::quote_excerpt(entries.others.front());
  refuse(folder, "holds " + first +
                     (count == 1 ? ", which is no picture by its name"
                                 : " and " + std::to_string(count - 1) +
                                       " more files that are no pictures by their names") +
                     "; expected .png, .jpg or .jpeg, besides .txt, .md and .json, which are "
                     "passed over; move the others away");
}

void add_label(const fs::path& folder, const std::string& label, ImageFiles& files) {
  const fs::path path = folder / label;
  if (!base::is_utf8(label)) {
    refuse(path, "is a label that is not UTF-8; expected UTF-8; rename the folder");
  }
  const Entries entries = list_folder(path);
  refuse_others(path, entries);
  if (!entries.folders.empty()) {
    refuse(path, "holds the folder " + base::quote_excerpt(entries.folders.front()) +
                     "; expected pictures in a folder for each label and no folders within; name "
                     "the folder above the labels");
  }
  if (entries.pictures.empty()) refuse_empty(path);
  const auto index = static_cast<std::int32_t>(files.labels.size());
  files.labels.push_back(label);
  for (const std::string& picture : entries.pictures) {
    files.names.push_back(label + "/" + picture);
    files.label_indices.push_back(index);
  }
}

bool holds_picture_itself(const fs::path& folder) {
  std::error_code error;
  const fs::directory_iterator end;
  for (fs::directory_iterator entry(folder, error); !error && entry != end;
       entry.increment(error)) {
    if (has_picture_ending(entry->path())) return true;
  }
  return false;
}

}  // namespace

bool has_picture_ending(const fs::path& file) { return has_ending(file, kPictureEndings); }

bool holds_pictures(const fs::path& folder) {
  if (holds_picture_itself(folder)) return true;
  std::error_code error;
  const fs::directory_iterator end;
  for (fs::directory_iterator entry(folder, error); !error && entry != end;
       entry.increment(error)) {
    if (!is_hidden(entry->path().filename()) && holds_picture_itself(entry->path())) return true;
  }
  return false;
}

ImageFiles list_images(const fs::path& folder) {
  Entries entries = list_folder(folder);
  refuse_others(folder, entries);
  ImageFiles files;
  if (entries.folders.empty()) {
    if (entries.pictures.empty()) refuse_empty(folder);
    files.names = std::move(entries.pictures);
    return files;
  }
  if (!entries.pictures.empty()) {
    refuse(folder, "holds the picture " + base::quote_excerpt(entries.pictures.front()) +
                       " and the folder " + base::quote_excerpt(entries.folders.front()) +
                       "; expected either pictures or folders of them; move the others away");
  }
  for (const std::string& label : entries.folders) add_label(folder, label, files);
  return files;
}

}  // namespace hourglass::data
