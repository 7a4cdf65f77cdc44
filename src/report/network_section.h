// SPDX-License-Identifier: MIT
// One network: its layers, how it learned, what it makes of what it never saw, what is inside.
#pragma once

#include <cstddef>

#include "page/page.h"
#include "report/measured.h"
#include "report/subject.h"
#include "report/words.h"

namespace hourglass::report {

// How the section begins that so many networks are added to.
page::Section network_section(const Subject& subject, std::size_t networks);

// `measured` is what it makes of the subject's test samples.
void add_network(const Subject& subject, const Network& network, const Measured& measured,
                 page::Section& section, Numbers& numbers);

}  // namespace hourglass::report
