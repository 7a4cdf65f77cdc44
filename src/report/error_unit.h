// SPDX-License-Identifier: MIT
// The one unit in which the errors of a page are told.
#pragma once

#include <string>
#include <vector>

#include "report/subject.h"

namespace hourglass::report {

// What each number of a sample is divided by before differences are squared.
std::vector<double> error_unit(const Subject& subject);
// Whether a network's scores, which divide by the scale that it learned, are in that unit.
bool scores_in_unit(const Subject& subject, const Network& network);
// The same in a sentence.
std::string error_unit_text(const Subject& subject);

// Samples in that unit, for what is to find errors of its own: as they are where all numbers have
// the same one.
Dataset comparable(const Subject& subject, const Dataset& samples);

// The error of giving the average training sample for every test sample.
double error_of_the_mean(const Subject& subject);

}  // namespace hourglass::report
