// SPDX-License-Identifier: MIT
// Denormal numbers taken for 0, read or written, by this thread's vector instructions for as long
// as there is one of these. Around a call that is not inlined: compilers move arithmetic. For
// x86-64 alone.
#pragma once

#include <xmmintrin.h>

namespace hourglass::kernels {

class FlushDenormals {
 public:
  FlushDenormals() : before_(_mm_getcsr()) {
    _mm_setcsr(before_ | kFlushToZero | kDenormalsAreZero);
  }
  ~FlushDenormals() { _mm_setcsr(before_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
  static constexpr unsigned kFlushToZero = 0x8000;
  static constexpr unsigned kDenormalsAreZero = 0x0040;
  unsigned before_;
};

}  // namespace hourglass::kernels
