// SPDX-License-Identifier: MIT
// From a document to the bytes of an ONNX file, a protocol buffer.
#pragma once

#include <cstdint>
#include <string>

#include "onnx/document.h"

namespace hourglass::onnx {

// The version of ONNX's operators, and that of the file format which belongs to it: ONNX 1.8, of
// 2020 (onnx/docs/Versioning.md). Nothing newer is needed, and every runtime reads them.
constexpr std::int64_t kOpset = 13;
constexpr std::int64_t kIrVersion = 7;

// Throws unsupported for more bytes than a protocol buffer can have.
void check_file_size(std::uint64_t bytes);

// Throws as check_file_size.
std::string encode(const Document& document);

}  // namespace hourglass::onnx
