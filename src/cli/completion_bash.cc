// SPDX-License-Identifier: MIT
#include <algorithm>
#include <iterator>

#include "cli/completion.h"

namespace hourglass::cli {
namespace {

// What is offered where these arguments are expected. Of files and folders bash itself knows best:
// it offers them if none of the words fits.
std::string offer(const std::vector<ArgumentDescription>& arguments) {
  std::string options, words;
  for (const ArgumentDescription& argument : arguments) {
    if (argument.takes_files) options += " compopt -o default;";
    if (argument.takes_folders) options += " compopt -o dirnames;";
    words += " " + joined(argument.choices);
  }
  return options + " words=\"" + words.substr(words.empty() ? 0 : 1) + "\" ;;\n";
}

// "train --isa") words="avx512 avx2" ;;
std::string value_cases(const CommandDescription& command) {
  std::string cases;
  for (const ArgumentDescription& argument : command.arguments) {
    if (argument.is_positional() || argument.is_flag()) continue;
    std::string pattern;
    for (const std::string& name : argument.names) {
      pattern.append(pattern.empty() ? "" : " | ");
      pattern.append("\"").append(command.name).append(" ").append(name).append("\"");
    }
    cases += "    " + pattern + ")" + offer({argument});
  }
  return cases;
}

std::string option_names(const CommandDescription& command) {
  std::vector<std::string> names;
  for (const ArgumentDescription& argument : command.arguments) {
    names.insert(names.end(), argument.names.begin(), argument.names.end());
  }
  return joined(names);
}

// "train -"*) words="--data --isa" ;;
// "train "*) words="vanilla sparse" ;;
std::string word_cases(const CommandDescription& command) {
  std::vector<ArgumentDescription> positional;
  std::copy_if(command.arguments.begin(), command.arguments.end(), std::back_inserter(positional),
               [](const ArgumentDescription& argument) { return argument.is_positional(); });
  return "        \"" + command.name + " -\"*) words=\"" + option_names(command) + "\" ;;\n" +
         "        \"" + command.name + " \"*)" + offer(positional);
}

}  // namespace

std::string bash_completion(const CommandDescription& program) {
  std::vector<std::string> names;
  std::string values, words;
  for (const CommandDescription& command : program.commands) {
    names.push_back(command.name);
    values += value_cases(command);
    words += word_cases(command);
  }
  std::string alternatives;
  for (const std::string& name : names)
    alternatives.append(alternatives.empty() ? "" : " | ").append(name);
  return "# Completes hourglass in bash; printed by \"hourglass completion bash\".\n"
         "_hourglass() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}\n"
         "  local command= words= i\n"
         "  # \"--isa=av\" is three words to bash.\n"
         "  if [[ $word == = ]]; then\n"
         "    word=\n"
         "  elif [[ $before == = ]]; then\n"
         "    before=${COMP_WORDS[COMP_CWORD - 2]}\n"
         "  fi\n"
         "  for ((i = 1; i < COMP_CWORD; ++i)); do\n"
         "    case ${COMP_WORDS[i]} in\n"
         "      " +
         alternatives +
         ") command=${COMP_WORDS[i]}; break ;;\n"
         "    esac\n"
         "  done\n"
         "  case \"$command $before\" in\n" +
         values +
         "    *)\n"
         "      case \"$command $word\" in\n"
         "        \" -\"*) words=\"" +
         option_names(program) +
         "\" ;;\n"
         "        \" \"*) words=\"" +
         joined(names) + "\" ;;\n" + words +
         "      esac\n"
         "      ;;\n"
         "  esac\n"
         "  COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "}\n"
         "complete -F _hourglass hourglass\n";
}

}  // namespace hourglass::cli
