// SPDX-License-Identifier: MIT
#include "tensorboard/event_log.h"

#include <doctest/doctest.h>

#include <protozero/pbf_message.hpp>
#include <string>
#include <vector>

#include "base/read_file.h"
#include "base/temporary_folder.h"
#include "formats/little_endian.h"
#include "hourglass/hourglass.h"
#include "tensorboard/fields.h"

using namespace hourglass;
using namespace hourglass::tensorboard;
using base::TemporaryFolder;
using Entries = std::vector<std::pair<std::string, std::int64_t>>;  // tags and steps
namespace fs = std::filesystem;

namespace {

std::string tag_of(protozero::pbf_message<EventField>& message) {
  protozero::pbf_message<SummaryField> summary(message.get_message());
  REQUIRE(summary.next(SummaryField::value));
  protozero::pbf_message<ValueField> value(summary.get_message());
  REQUIRE(value.next(ValueField::tag));
  return value.get_string();
}

// Of the one file in the folder, without its first event.
Entries entries_in(const fs::path& folder) {
  const auto buffer = base::read_file(fs::directory_iterator(folder)->path(), 1'000'000);
  const auto bytes = buffer.bytes();
  Entries entries;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t size = formats::little_endian(bytes, at, 8);
    protozero::pbf_message<EventField> message(
        reinterpret_cast<const char*>(bytes.data()) + at + 12, size);
    std::int64_t step = 0;
    while (message.next()) {
      if (message.tag() == EventField::step) {
        step = message.get_int64();
      } else if (message.tag() == EventField::summary) {
        entries.emplace_back(tag_of(message), step);
      } else {
        message.skip();
      }
    }
    at += size + 16;
  }
  return entries;
}

Model small_model() {
  const SymbolicTensor x = Input({2});
  Model model(x, Dense(2)(x));
  model.compile({.optimizer = SGD(), .loss = "mse", .metrics = {"mae"}});
  return model;
}

picture::ContactSheet drawn() { return {{std::byte{1}}, 1, 1}; }

}  // namespace

TEST_CASE("tags, steps and folders are those of Keras's callback") {
  const TemporaryFolder folder;
  const Tensor samples(6, {2});
  EventLog log({.folder = folder.path(), .validates = true});
  small_model().fit(samples, {.epochs = 2,
                              .batch_size = 2,
                              .validation_data = ValidationData(Tensor(2, {2})),
                              .callbacks = {&log}});
  log.check();
  CHECK(entries_in(train_folder(folder.path())) == Entries{{"epoch_loss", 0},
                                                           {"epoch_mae", 0},
                                                           {"epoch_learning_rate", 0},
                                                           {"epoch_loss", 1},
                                                           {"epoch_mae", 1},
                                                           {"epoch_learning_rate", 1}});
  CHECK(entries_in(validation_folder(folder.path())) ==
        Entries{{"evaluation_loss_vs_iterations", 3},
                {"epoch_loss", 0},
                {"evaluation_mae_vs_iterations", 3},
                {"epoch_mae", 0},
                {"evaluation_loss_vs_iterations", 6},
                {"epoch_loss", 1},
                {"evaluation_mae_vs_iterations", 6},
                {"epoch_mae", 1}});
}

TEST_CASE("without validation there is no folder for it, and pictures are the training's") {
  const TemporaryFolder folder;
  EventLog log({.folder = folder.path(), .draw = drawn});
  small_model().fit(Tensor(2, {2}), {.epochs = 1, .callbacks = {&log}});
  CHECK_FALSE(fs::exists(validation_folder(folder.path())));
  CHECK(entries_in(train_folder(folder.path())).back() ==
        std::pair<std::string, std::int64_t>{"reconstructions", 0});
}

TEST_CASE("long trainings have eleven pictures, of the first and the last epoch among them") {
  const TemporaryFolder folder;
  EventLog log({.folder = folder.path(), .draw = drawn});
  small_model().fit(Tensor(2, {2}), {.epochs = 100, .callbacks = {&log}});
  std::vector<std::int64_t> steps;
  for (const auto& [tag, step] : entries_in(train_folder(folder.path())))
    if (tag == "reconstructions") steps.push_back(step);
  CHECK(steps == std::vector<std::int64_t>{0, 9, 19, 29, 39, 49, 59, 69, 79, 89, 99});
}
