// SPDX-License-Identifier: MIT
#include "hourglass/names.h"

#include "base/nearest_name.h"
#include "base/quote.h"

namespace hourglass {

void throw_unknown_name(std::string_view what, std::string_view given,
                        std::span<const std::string_view> known) {
  std::string message = base::quote(given) + " is not known; expected one of ";
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (i > 0) message += ", ";
    message += known[i];
  }
  const std::string_view nearest = base::nearest_name(given, known);
  if (!nearest.empty()) message += "; did you mean " + base::quote(nearest) + "?";
  throw Error(ErrorCode::invalid_argument, what, message);
}

}  // namespace hourglass
