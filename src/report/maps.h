// SPDX-License-Identifier: MIT
// Codes of two numbers as maps of images.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "page/maps.h"
#include "report/subject.h"

namespace hourglass::report {

constexpr std::int64_t kMapped = 1500;  // images on a map, which take some 400 kB of the page

// The test samples that maps show.
std::vector<std::int64_t> mapped_samples(const Subject& subject);
page::Labels labels_of(const Subject& subject, std::span<const std::int64_t> samples);
page::Sprites sprites_of(const Subject& subject, std::span<const std::int64_t> samples);
// `codes` of two numbers, one a sample.
page::Map map_of(const std::string& title, const Tensor& codes);

}  // namespace hourglass::report
