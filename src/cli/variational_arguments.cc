// SPDX-License-Identifier: MIT
#include "cli/variational_arguments.h"

#include <string_view>

namespace hourglass::cli {
namespace {

constexpr std::string_view kBeta = "--beta";
constexpr std::string_view kWarmUp = "--kl-warm-up";
constexpr std::string_view kFreeBits = "--free-bits";
constexpr double kMost = 1e9;

// Returns whether it was given.
bool read(std::string_view name, const Given& given, float& value) {
  const auto read = number(name, given, 0, kMost);
  if (read) value = static_cast<float>(*read);
  return read.has_value();
}

}  // namespace

void declare_variational_arguments(CLI::App& command, VariationalArguments& arguments) {
  add_value(command, std::string(kBeta), arguments.beta, "X",
            "Of vae and conv-vae: weight of the Kullback-Leibler divergence in the loss; 1 unless "
            "given");
  add_value(command, std::string(kWarmUp), arguments.kl_warm_up, "EPOCHS",
            "Of vae and conv-vae: epochs over which that weight rises from 0; 0 unless given");
  add_value(command, std::string(kFreeBits), arguments.free_bits, "NATS",
            "Of vae and conv-vae: divergence of a unit that costs nothing; 0 unless given");
}

std::optional<SamplingOptions> parse_variational_arguments(const VariationalArguments& arguments) {
  SamplingOptions options;
  bool any = read(kBeta, arguments.beta, options.beta);
  any |= read(kWarmUp, arguments.kl_warm_up, options.warm_up_epochs);
  any |= read(kFreeBits, arguments.free_bits, options.free_bits);
  if (!any) return std::nullopt;
  return options;
}

}  // namespace hourglass::cli
