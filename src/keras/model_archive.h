// SPDX-License-Identifier: MIT
// A .keras file is a zip archive of three members:
//
//   metadata.json      who wrote it; never read by Keras
//   config.json        the model's description, with how it was compiled
//   model.weights.h5   weights and the optimizer's state
//
// Others are left alone, by Keras as here.
#pragma once

#include <span>
#include <vector>

#include "formats/zip.h"
#include "keras/json_access.h"
#include "keras/model_file.h"

namespace hourglass::keras {

// Throws non_finite if a weight, or a number that the optimizer remembers, is not finite: nobody
// could open the file.
std::vector<std::byte> write_model_archive(const Model& model, const formats::OrderedJson& notes,
                                           std::span<const formats::ZipMember> others = {});

// Throws as load().
ModelFile read_model_archive(const formats::ZipArchive& archive, const Place& place);

}  // namespace hourglass::keras
