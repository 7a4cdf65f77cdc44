// SPDX-License-Identifier: MIT
// CLI11's classes by name alone. Most files only pass them on, and its header takes five seconds to
// compile, each time.
#pragma once

namespace CLI {

class App;
class Option;

}  // namespace CLI
