// SPDX-License-Identifier: MIT
#include <span>
#include <string>

#include "base/atomic_file.h"
#include "hourglass/onnx.h"
#include "onnx/encode.h"
#include "onnx/translate.h"
#include "train/model_base.h"

namespace hourglass {

std::vector<std::byte> to_onnx(const Model& model) {
  const std::string file = onnx::encode(onnx::translate(train::base_of(model)));
  const auto bytes = std::as_bytes(std::span(file));
  return {bytes.begin(), bytes.end()};
}

void export_onnx(const Model& model, const std::filesystem::path& file) {
  base::write_file_atomically(file, onnx::encode(onnx::translate(train::base_of(model))));
}

}  // namespace hourglass
