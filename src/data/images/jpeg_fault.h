// SPDX-License-Identifier: MIT
// What libjpeg does not like, brought back without a word. It is C: no exception may pass through
// it, and its errors come back by longjmp, past everything that has a destructor.
#pragma once

#include <cstddef>
#include <cstdio>
// jpeglib.h uses what these two declare.
#include <jpeglib.h>

#include <csetjmp>

namespace hourglass::data {

struct JpegFault {
  std::jmp_buf jump;  // to be set before libjpeg is called
  char text[JMSG_LENGTH_MAX] = {};
  bool out_of_memory = false;
};

// From now on errors and warnings, which are of damaged data, fill `fault` and jump. To be called
// before jpeg_create_..., with the structure's beginning.
void catch_faults(j_common_ptr info, jpeg_error_mgr& errors, JpegFault& fault);

// The same for what libjpeg would put up with.
[[noreturn]] void stop_with(j_common_ptr info, const char* text);

}  // namespace hourglass::data
