// SPDX-License-Identifier: MIT
// A network drawn as its layers.
#pragma once

#include "hourglass/autoencoder.h"
#include "page/diagram.h"

namespace hourglass::report {

page::Diagram diagram_of(const Autoencoder& network);

}  // namespace hourglass::report
