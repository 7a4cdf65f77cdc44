// SPDX-License-Identifier: MIT
#include "cli/checkpoint_folder.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

#include "base/atomic_file.h"
#include "base/folders.h"
#include "base/quote.h"
#include "cli/complain.h"
#include "hourglass/error.h"

namespace hourglass::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "checkpoint-";
constexpr std::string_view kSuffix = ".keras";
constexpr std::size_t kDigits = 9;

std::string name_of(std::int64_t step) {
  std::string digits = std::to_string(step);
  if (digits.size() < kDigits) digits.insert(0, kDigits - digits.size(), '0');
  return std::string(kPrefix) + digits + std::string(kSuffix);
}

// Nothing for a file that is none of these.
std::optional<std::int64_t> step_of(const fs::path& path) {
  const std::string name = path.filename();
  if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) return std::nullopt;
  const char* end = name.data() + name.size() - kSuffix.size();
  std::int64_t step = -1;
  const auto [stop, error] = std::from_chars(name.data() + kPrefix.size(), end, step);
  if (error != std::errc() || stop != end || name != name_of(step)) return std::nullopt;
  return step;
}

}  // namespace

CheckpointFolder::CheckpointFolder(fs::path path) : folder_("--checkpoint", std::move(path)) {
  base::remove_leftovers(folder_.path());
  base::check_writable(file_of(0));
}

fs::path CheckpointFolder::file_of(std::int64_t step) const { return path() / name_of(step); }

std::vector<fs::path> CheckpointFolder::files() const {
  std::vector<std::pair<std::int64_t, fs::path>> steps;
  std::error_code error;
  for (fs::directory_iterator entry(path(), error), end; !error && entry != end;
       entry.increment(error)) {
    if (const auto step = step_of(entry->path())) steps.emplace_back(*step, entry->path());
  }
  if (error) base::refuse_folder(path(), error);
  std::sort(steps.rbegin(), steps.rend());
  std::vector<fs::path> files;
  for (auto& step : steps) files.push_back(std::move(step.second));
  return files;
}

std::optional<CheckpointFolder::Found> CheckpointFolder::newest_good() const {
  std::string damage;
  for (const fs::path& file : files()) {
    try {
      Found found = {file, keras::read_checkpoint(file)};
      if (!damage.empty()) warn(damage + "; the one before is taken, " + base::quote_path(file));
      return found;
    } catch (const Error& error) {
      if (error.code() != ErrorCode::bad_file && error.code() != ErrorCode::io) throw;
      damage = error.what();
    }
  }
  if (damage.empty()) return std::nullopt;
  throw Error(ErrorCode::bad_file, "--resume",
              "no checkpoint in " + base::quote_path(path()) + " can be read: " + damage +
                  "; expected one that can; choose another folder to begin again");
}

void CheckpointFolder::remove_before(const fs::path& file) const {
  try {
    const std::vector<fs::path> all = files();
    const auto found = std::find(all.begin(), all.end(), file);
    std::error_code ignored;
    for (auto old = found; old != all.end(); ++old) {
      if (old - found >= 2) fs::remove(*old, ignored);
    }
  } catch (const Error&) {
    return;  // more than two files are no harm
  }
}

}  // namespace hourglass::cli
