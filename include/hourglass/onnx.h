// SPDX-License-Identifier: MIT
// Models as ONNX files, for everything that runs those: ONNX Runtime, OpenVINO, TensorRT and
// others.
//
// The file holds the network as predict runs it, and its weights: opset 13, IR version 7, float32,
// any batch size. Inputs and outputs have the shapes they have here ([batch, height, width,
// channels] for images) and are called as their layers are; weights are called "layer/weight". The
// same model gives the same bytes. docs/onnx.md says what becomes of each layer.
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "hourglass/model.h"

namespace hourglass {

// Throws unsupported if the file would have 2^31 bytes or more, which ONNX cannot hold.
std::vector<std::byte> to_onnx(const Model& model);

// Writes to_onnx() to `file`, which appears whole or not at all. Throws unsupported as it does, and
// io, naming the file, if it cannot be written.
void export_onnx(const Model& model, const std::filesystem::path& file);

}  // namespace hourglass
