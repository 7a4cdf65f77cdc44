// SPDX-License-Identifier: MIT
#include "cli/optimizer_text.h"

#include "cli/text.h"

namespace hourglass::cli {

std::string optimizer_text(const Optimizer& optimizer) {
  const LearningRate& rate = get_learning_rate(optimizer);
  std::string text(optimizer_name(optimizer));
  if (const auto schedule = rate.schedule_name(); !schedule.empty())
    text.append(" ").append(schedule).append(" from");
  return text + " " + shortest_text(static_cast<float>(rate.start()));
}

}  // namespace hourglass::cli
