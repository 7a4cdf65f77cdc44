// SPDX-License-Identifier: MIT
// What the examples share: their arguments, data, printing and pictures. The networks are in the
// examples themselves.
//
//   example_NN_NAME [DATA] [EPOCHS] [LIMIT]
//
// DATA is a name in /usr/share/datasets or a folder of files with MNIST's names; LIMIT the number
// of images to train with.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "hourglass/hourglass.h"

struct Example {
  hourglass::Dataset train;
  hourglass::Dataset test;
  std::int64_t epochs;
};

inline Example load_example(int argc, char** argv, std::int64_t epochs) {
  const std::string name = argc > 1 ? argv[1] : "fashion-mnist";
  const std::vector<std::filesystem::path> folders = {"/usr/share/datasets"};
  const hourglass::TrainAndTest data = hourglass::load_images(name, folders);
  hourglass::Dataset train = data.train.images;
  hourglass::Dataset test = data.test ? data.test->images : train;
  if (argc > 2) epochs = std::stoll(argv[2]);
  if (argc > 3) {
    const std::int64_t limit = std::stoll(argv[3]);
    train = train.slice(0, std::min(limit, train.size()));
    test = test.slice(0, std::min(limit, test.size()));
  }
  return {train, test, epochs};
}

inline void print_history(const hourglass::History& history) {
  for (std::size_t epoch = 0; epoch < history.epochs.size(); ++epoch) {
    std::printf("epoch %zu: %.2f s", epoch + 1, history.seconds[epoch]);
    for (const auto& [name, value] : history.epochs[epoch]) {
      std::printf("  %s %.4f", name.c_str(), value);
    }
    std::printf("\n");
  }
}

// Rows of 28x28 images under each other.
inline void draw(const std::string& file, const std::vector<hourglass::Dataset>& rows) {
  std::vector<hourglass::Tensor> images;
  for (const hourglass::Dataset& row : rows) {
    images.push_back(row.reshape({28, 28, 1}).read(0, row.size()));
  }
  hourglass::write_contact_sheet(file, images);
  std::printf("picture: %s\n", file.c_str());
}

inline int run_example(int argc, char** argv, std::int64_t epochs, void (*run)(const Example&)) {
  try {
    run(load_example(argc, argv, epochs));
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
