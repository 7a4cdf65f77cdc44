// SPDX-License-Identifier: MIT
#include "data/images/jpeg_fault.h"

#include <cstring>

namespace hourglass::data {
namespace {

[[noreturn]] void stop(j_common_ptr info) {
  auto& fault = *static_cast<JpegFault*>(info->client_data);
  info->err->format_message(info, fault.text);
  fault.out_of_memory = std::strncmp(fault.text, "Insufficient memory", 19) == 0;
  std::longjmp(fault.jump, 1);
}

// Level -1 is a warning, of damaged data; the others tell what is going on.
void stop_at_warning(j_common_ptr info, int level) {
  if (level < 0) stop(info);
}

void ignore(j_common_ptr) {}

}  // namespace

void catch_faults(j_common_ptr info, jpeg_error_mgr& errors, JpegFault& fault) {
  info->err = jpeg_std_error(&errors);
  errors.error_exit = stop;
  errors.emit_message = stop_at_warning;
  errors.output_message = ignore;
  info->client_data = &fault;
}

void stop_with(j_common_ptr info, const char* text) {
  auto& fault = *static_cast<JpegFault*>(info->client_data);
  std::snprintf(fault.text, sizeof fault.text, "%s", text);
  std::longjmp(fault.jump, 1);
}

}  // namespace hourglass::data
