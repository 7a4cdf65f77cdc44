// SPDX-License-Identifier: MIT
// NumPy's files: .npy holds one array, .npz several, each by a name. Reading one never runs
// anything and takes no more memory than the file backs, whatever its header says.
//
// The first axis counts the samples. Numbers may be of any of NumPy's types bool, int8 to int64,
// uint8 to uint64, float16, float32 and float64, of either byte order; they stay as they are in
// memory and become float32 while batches are gathered, as astype('float32') would make them.
// Fortran order is read of arrays with one or two dimensions. Python objects, complex numbers,
// dates, longdouble and structured types are refused.
//
// Every function throws Error: io if the file cannot be read or written, bad_file if it is damaged,
// cut short or of another format, unsupported for arrays that are whole but not read. From any
// thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hourglass/dataset.h"
#include "hourglass/tensor.h"

namespace hourglass {

// What a file says of an array. The array need not be of a kind that is read.
struct ArrayInfo {
  std::string name;                 // in an .npz file; empty in .npy
  std::vector<std::int64_t> shape;  // with the samples in front; NumPy's shape
  std::string type;                 // "float32", "uint8", "str", "object", "structured"
};

struct ArrayOptions {
  bool scale_bytes = false;  // values of uint8 are divided by 255; others are never scaled
  bool as_images = false;    // samples of shape [height, width] get a channel, [height, width, 1]
};

// The samples of an array of shape [n, ...]: one of shape [n, features] gives samples [features],
// one of shape [n] gives samples [1]. There may be up to nine dimensions.
//
// A file of more than 512 MiB in C order stays on disk, as load_idx says.
Dataset load_npy(const std::filesystem::path& file, const ArrayOptions& options = {});
// The array `name` of an .npz file; invalid_argument, listing those there are, if there is none of
// that name. One of more than 512 MiB stays on disk if it is stored as it is (numpy.savez), and its
// checksum is then not looked at. What is packed (numpy.savez_compressed) may unpack to 100 times
// the size of the file, or 64 MiB.
Dataset load_npz(const std::filesystem::path& file, std::string_view name,
                 const ArrayOptions& options = {});

ArrayInfo describe_npy(const std::filesystem::path& file);
// All arrays, in the file's order.
std::vector<ArrayInfo> list_npz(const std::filesystem::path& file);
// The array that holds the samples: `X`, `x` or, without these, the only one with two dimensions or
// more. Throws invalid_argument, listing the arrays, if that leaves a choice. `file` is for the
// message.
std::string choose_npz_array(std::span<const ArrayInfo> arrays, const std::filesystem::path& file);

// Labels: an array of shape [n] or [n, 1]. One of the two is empty.
struct ArrayLabels {
  std::vector<double> numbers;     // exact, whatever the type
  std::vector<std::string> texts;  // of types str and bytes, as UTF-8
};
// Integers beyond 2^53, which a double cannot hold, are refused as unsupported.
ArrayLabels load_npy_labels(const std::filesystem::path& file);
ArrayLabels load_npz_labels(const std::filesystem::path& file, std::string_view name);

// float32 in C order, of shape [batch, ...]: the bytes that numpy.save writes. The file appears
// whole or not at all; so it does below.
void save_npy(const std::filesystem::path& file, const Tensor& tensor);

struct NamedTensor {
  std::string name;
  Tensor values;
};
// What numpy.load reads as an .npz, stored, in this order: the same tensors give the same bytes.
// Throws invalid_argument for a name that is empty, absolute, there twice, or leads to a folder
// above.
void save_npz(const std::filesystem::path& file, std::span<const NamedTensor> tensors);

}  // namespace hourglass
