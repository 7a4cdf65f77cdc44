// SPDX-License-Identifier: MIT
// A contact sheet as a PNG in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "hourglass/picture.h"

namespace hourglass::picture {

struct ContactSheet {
  std::vector<std::byte> png;
  std::int64_t width = 0, height = 0;  // in pixels
};

// Throws what drawing so many rows of so many images of that shape would throw.
void check_contact_sheet(std::int64_t rows, std::int64_t images, const Shape& shape,
                         const ContactSheetOptions& options);

// What write_contact_sheet writes; throws as that does.
ContactSheet draw_contact_sheet(std::span<const Tensor> rows, const ContactSheetOptions& options);

}  // namespace hourglass::picture
