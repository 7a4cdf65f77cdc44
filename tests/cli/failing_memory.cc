// SPDX-License-Identifier: MIT
// Loaded before the program's own libraries (LD_PRELOAD): the allocation of the number in FAIL_AT,
// counted from the beginning of main, finds no memory, with FAIL_ON set none after it either.
// Without FAIL_AT all are counted, and the number is written to the file COUNT_TO. What is
// allocated before main belongs to the system, libstdc++ and the constants of CLI11: nobody could
// catch its exceptions.
#include <dlfcn.h>
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace {

using Main = int (*)(int, char**, char**);

std::atomic<long> allocations = 0;
std::atomic<bool> main_runs = false;
Main real_main = nullptr;

long number_in(const char* name) {
  const char* text = std::getenv(name);
  return text == nullptr ? 0 : std::atol(text);
}

bool fails() {
  if (!main_runs) return false;
  static const long fail_at = number_in("FAIL_AT");
  static const bool fail_on = number_in("FAIL_ON") != 0;
  const long number = ++allocations;
  return fail_at > 0 && (number == fail_at || (fail_on && number > fail_at));
}

template <class Function>
Function next(const char* name) {
  return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

int counted_main(int count, char** arguments, char** environment) {
  main_runs = true;
  const int result = real_main(count, arguments, environment);
  main_runs = false;
  if (const char* path = std::getenv("COUNT_TO")) {
    const int file = ::open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    ::dprintf(file, "%ld", allocations.load());
    ::close(file);
  }
  return result;
}

}  // namespace

extern "C" {

int __libc_start_main(Main main, int count, char** arguments, void (*init)(), void (*fini)(),
                      void (*loader_fini)(), void* stack_end) {
  using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
  real_main = main;
  return next<Start>("__libc_start_main")(counted_main, count, arguments, init, fini, loader_fini,
                                          stack_end);
}

void* malloc(std::size_t size) {
  static const auto real = next<void* (*)(std::size_t)>("malloc");
  if (!fails()) return real(size);
  errno = ENOMEM;
  return nullptr;
}

void* realloc(void* memory, std::size_t size) {
  static const auto real = next<void* (*)(void*, std::size_t)>("realloc");
  if (!fails()) return real(memory, size);
  errno = ENOMEM;
  return nullptr;
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  static const auto real = next<void* (*)(std::size_t, std::size_t)>("aligned_alloc");
  if (!fails()) return real(alignment, size);
  errno = ENOMEM;
  return nullptr;
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  static const auto real = next<int (*)(void**, std::size_t, std::size_t)>("posix_memalign");
  return fails() ? ENOMEM : real(memory, alignment, size);
}
}
