// SPDX-License-Identifier: MIT
// Models as files: Keras's own .keras, both ways. What Keras 3 saves is read here, what is saved
// here opens in Keras 3.6 and later without custom objects: layers and how they are connected,
// weights, optimizer, loss and metrics, and what the optimizer remembers, so that a training goes
// on on either side.
//
// Loading executes nothing that a file holds, follows no path in it and takes memory in proportion
// to the file. docs/formats/keras.md says what is read and written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "hourglass/model.h"

namespace hourglass {

// Writes the file whole or not at all; one that was there is replaced. The same model gives the
// same bytes. Throws io if the system refuses.
void save(const Model& model, const std::filesystem::path& path);

// Functional and Sequential models of any Keras 3, nested, with shared layers, several inputs and
// outputs. If the file says how the model was compiled, it is compiled, and fit goes on from the
// optimizer's state; where Hourglass lacks the optimizer or loss it only predicts, and fit says
// why. Whole models in Keras's older .h5 are read too, without their optimizer.
//
// Throws io if the file cannot be read; bad_file if it is damaged, naming the place; unsupported,
// by name, for layers, options and types of numbers that Hourglass has not.
Model load(const std::filesystem::path& path);

// A model of a description alone, as Keras's model.to_json() gives it, with fresh weights from
// `seed`. Throws as load().
Model model_from_json(std::string_view json, std::uint64_t seed = 0);
// The other way round.
std::string model_to_json(const Model& model);

// The weights of a file of Keras's (.keras, .weights.h5 or an older .h5) into a model with the same
// layers. Throws as load().
void load_weights(Model& model, const std::filesystem::path& path);

}  // namespace hourglass
