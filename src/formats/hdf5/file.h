// SPDX-License-Identifier: MIT
// An HDF5 file being read: its bytes, how much of it may still be taken, and how it is refused.
//
// Three allowances make reading end and keep memory small, whatever the bytes point to. In a sound
// file the parts do not overlap and each is read once, so
//   - its structures (headers, trees, heaps) are together no longer than the file: an allowance
//   that
//     circles use up,
//   - its contents (values, names, texts) are together no longer than the file: an allowance that a
//     thousand references to one array use up.
// What no bytes of the file are the copy of, because it is packed or was never written, has the
// third.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hourglass::formats::hdf5 {

// Where nothing is.
constexpr std::uint64_t kUndefined = ~std::uint64_t{0};

class File;

// Fields of the file, read one after another, all of them little-endian.
class Cursor {
 public:
  std::uint64_t at() const { return at_; }  // in the file
  std::size_t left() const { return bytes_.size(); }
  const char* name() const { return name_; }
  File& file() const { return *file_; }

  // All of these throw bad_file if fewer bytes are left.
  std::span<const std::byte> bytes(std::uint64_t count);
  void skip(std::uint64_t count) { bytes(count); }
  Cursor part(std::uint64_t count);
  std::uint64_t number(std::size_t width);
  std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  std::uint64_t u64() { return number(8); }
  // Reads four letters. Throws bad_file if they are not these.
  void expect_signature(std::string_view letters);
  // Reads a number of one byte. Throws bad_file if it is not this one.
  void expect_version(std::uint8_t version);

 private:
  friend class File;
  Cursor(File& file, std::uint64_t at, std::span<const std::byte> bytes, const char* name)
      : file_(&file), at_(at), bytes_(bytes), name_(name) {}

  File* file_;
  std::uint64_t at_;
  std::span<const std::byte> bytes_;
  const char* name_;
};

class Allowance {
 public:
  explicit Allowance(std::uint64_t size) : left_(size) {}
  // False if less is left.
  bool take(std::uint64_t count);

 private:
  std::uint64_t left_;
};

class File {
 public:
  // Both must outlive the file.
  File(std::span<const std::byte> bytes, const std::string& where);
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  std::uint64_t size() const { return bytes_.size(); }
  // From now on, as if the file ended there. `end` is at most the size.
  void end_at(std::uint64_t end) { bytes_ = bytes_.first(static_cast<std::size_t>(end)); }
  // All of these throw bad_file if the bytes are not in the file, or more than their allowance.
  // `name` is for messages.
  Cursor structure(std::uint64_t at, std::uint64_t size, const char* name);
  std::span<const std::byte> content(std::uint64_t at, std::uint64_t size, const char* name);
  // Bytes of a structure that are contents too.
  void take_content(std::uint64_t at, std::uint64_t size);
  // A look that nothing is taken for: what is taken of it is taken later.
  Cursor look(std::uint64_t at, std::uint64_t size, const char* name);
  // Throws unsupported if memory of this size is more than the file is allowed.
  void take_unbacked(std::uint64_t at, std::uint64_t size);

  // "'where' `found` at byte `at`; expected `expected`; `fix`".
  [[noreturn]] void damaged(std::uint64_t at, const std::string& found,
                            const std::string& expected) const;
  [[noreturn]] void unsupported(
      std::uint64_t at, const std::string& found, const std::string& expected,
      const std::string& fix = "save it again with h5py's defaults, or with h5repack") const;

 private:
  friend class Within;
  std::string place(std::uint64_t at, const std::string& found, const std::string& expected) const;

  std::span<const std::byte> bytes_;
  const std::string& where_;
  std::vector<std::string_view> path_;  // of the object being read
  Allowance structures_;
  Allowance contents_;
  Allowance unbacked_;
};

// While one lives, messages name the object of that name, in the object before.
class Within {
 public:
  // `name` must live as long.
  Within(File& file, std::string_view name) : file_(file) { file_.path_.push_back(name); }
  ~Within() { file_.path_.pop_back(); }
  Within(const Within&) = delete;
  Within& operator=(const Within&) = delete;

 private:
  File& file_;
};

}  // namespace hourglass::formats::hdf5
