// SPDX-License-Identifier: MIT
// The state of a training as a checkpoint has it: what cannot be is refused.
#include "keras/training_notes.h"

#include <doctest/doctest.h>

#include "base/error_testing.h"

namespace hourglass::keras {
namespace {

using formats::Json;

TrainingState sound_state() {
  TrainingState state = {.epoch = 1, .step = 2, .sums = {{"loss", 3}}, .seconds = 0.5};
  state.history = {{{{"loss", 1.5}, {"mae", 0.5}}}, {0.25}};
  return state;
}

bool refuses(const std::string& key, const Json& value, const std::string& message) {
  Json json = Json::parse(to_json(sound_state()).dump());
  json[key] = value;
  const auto lists = to_hdf5(sound_state());
  return base::says(base::error_of([&] { training_state_from(json, lists, {"'c.keras'"}); }),
                    ErrorCode::bad_file, "[keras] 'c.keras': " + message);
}

}  // namespace

TEST_CASE("a state is read as it was written") {
  const TrainingState state = sound_state();
  const TrainingState found =
      training_state_from(Json::parse(to_json(state).dump()), to_hdf5(state), {"'c.keras'"});
  CHECK(found.epoch == 1);
  CHECK(found.step == 2);
  CHECK(found.sums == state.sums);
  CHECK(found.seconds == 0.5);
  CHECK(found.history.epochs == state.history.epochs);
  CHECK(found.history.seconds == state.history.seconds);
}

TEST_CASE("a state with other counts than its lists have is refused") {
  CHECK(refuses("epoch", -1, "epoch is -1; expected a count"));
  CHECK(refuses("step", "two", "step is \"two\"; expected a whole number"));
  CHECK(refuses("sums", 3, "sums is 3; expected as many as logs"));
  CHECK(refuses("sums", 2, "its 'sums' is not of the epochs that are done"));
  CHECK(refuses("epoch", 2, "its 'history' is not of the epochs that are done"));
  CHECK(refuses("logs", {"loss", 5}, "logs is 5; expected a text"));
  CHECK(refuses("logs", "loss", "logs is \"loss\"; expected a list"));
  CHECK(refuses("seconds", nullptr, "there is no 'seconds'"));
}

}  // namespace hourglass::keras
