// SPDX-License-Identifier: MIT
// The small part of HDF5 that Keras keeps weights in: groups, arrays of numbers, texts as
// attributes.
//
// What is read is what h5py and Keras write by default, and what h5repack makes of it: superblocks
// 0 to 3, groups old and new, numbers of any size and byte order, contiguous, compact or chunked,
// gzipped and shuffled. Links to other files, links to links, compound types and the like are
// refused, never followed.
//
// A file is not trusted. Whatever its bytes are, reading it ends soon, with a value or an Error,
// and takes memory in proportion to the file: see read_hdf5.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace hourglass::formats {

enum class NumberType {
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float16,
  float32,
  float64
};

std::size_t size_of(NumberType type);  // in bytes

// Texts by name, UTF-8. One text is written as a scalar, any other number of them as an array.
using Hdf5Attributes = std::map<std::string, std::vector<std::string>>;

struct Hdf5Dataset {
  NumberType type = NumberType::float32;
  std::vector<std::int64_t> dims;  // none is negative; a scalar has none at all
  std::vector<std::byte> values;   // row-major, little-endian
  Hdf5Attributes attributes;
};

struct Hdf5Group {
  std::map<std::string, Hdf5Group> groups;
  std::map<std::string, Hdf5Dataset> datasets;
  Hdf5Attributes attributes;
};

// The whole file. `where` names it in messages: "'weights.h5'". Attributes that are not text are
// left out.
//
// Throws bad_file for what is damaged or cut short, unsupported for what HDF5 allows and this does
// not read; the message says what was found at which byte and how to save it again.
//
// Values, names and texts together take no more memory than the file has bytes; those of the values
// that are gzipped or were never written up to 100 times as much (16 MiB are always allowed).
Hdf5Group read_hdf5(std::span<const std::byte> file, const std::string& where);

// A file that h5py, Keras and read_hdf5 open. The same group gives the same bytes. Throws
// invalid_argument if the values of a dataset are not as many as its dimensions say; if a name is
// empty, is ".", holds a slash, or names a group and a dataset at once; for zero bytes in names and
// texts, names or lists of texts that take 64 KiB (16 bytes each text, however long), and groups
// more than 64 deep.
std::vector<std::byte> write_hdf5(const Hdf5Group& root);

// The values, each the nearest float there is.
std::vector<float> to_floats(const Hdf5Dataset& dataset);

// What write_hdf5 takes, of values in order.
Hdf5Dataset to_dataset(std::span<const float> values, std::vector<std::int64_t> dims);
Hdf5Dataset to_dataset(std::span<const std::int32_t> values, std::vector<std::int64_t> dims);
Hdf5Dataset to_dataset(std::span<const std::int64_t> values, std::vector<std::int64_t> dims);

}  // namespace hourglass::formats
