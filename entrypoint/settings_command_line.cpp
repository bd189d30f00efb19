#include "entrypoint/settings_command_line.hpp"

#include "entrypoint/app.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/settings_options.hpp"
#include "entrypoint/settings_words.hpp"

#include <boost/program_options/cmdline.hpp>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/option.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace entrypoint {
namespace {

namespace po = boost::program_options;
using Words = std::vector<std::string>;
using Parsed = std::vector<po::option>;

Words before_separator(const Words& arguments) {
  return {arguments.begin(), std::ranges::find(arguments, "--")};
}

Words after_separator(const Words& arguments) {
  const auto separator = std::ranges::find(arguments, "--");
  return separator == arguments.end() ? Words{} : Words{separator + 1, arguments.end()};
}

po::options_description describe_options() {
  po::options_description description;
  for (const Option& option : options()) {
    // The description owns what it gets here.
    auto value = std::make_unique<po::untyped_value>(option.argument.empty());
    description.add_options()(std::string(option.name).c_str(), value.release(), "");
  }
  return description;
}

/// Without guessing, and without short options: `-1` is a target.
Parsed tokenize(const Words& words) {
  using po::command_line_style::style_t;
  const po::options_description description = describe_options();
  try {
    return po::command_line_parser(words)
        .options(description)
        .style(style_t::allow_long | style_t::long_allow_adjacent | style_t::long_allow_next)
        .allow_unregistered()
        .run()
        .options;
  } catch (const po::invalid_command_line_syntax& error) {
    refuse_syntax(error.get_option_name(), error.kind() == po::invalid_syntax::extra_parameter
                                               ? Needs::no_value
                                               : Needs::value);
  }
}

void add_option(CommandLine& line, const po::option& parsed) {
  const Option* option = find_option(parsed.string_key);
  if (option == nullptr) refuse_option(parsed.original_tokens.front());
  const std::string value = parsed.value.empty() ? "true" : parsed.value.front();
  // `--role --log-level debug`: the next option is no value, though it looks like one to the
  // parser.
  if (parsed.original_tokens.size() > 1 && value.starts_with("--"))
    refuse_syntax("--" + parsed.string_key, Needs::value);
  const bool before =
      std::ranges::find(line.options, option, &GivenOption::option) != line.options.end();
  if (before && option->repeats == Repeats::never) refuse_repetition(*option);
  line.options.push_back({.option = option, .value = value});
}

void add_word(CommandLine& line, const std::string& word) {
  if (looks_like_option(word)) refuse_option(word);
  if (line.command == nullptr)
    line.command = &require_command(word);
  else if (line.command->name == "run")
    refuse_word_of_run(word);
  else
    line.words.push_back(word);
}

/// `migrexec -- COMMAND` is short for `migrexec run -- COMMAND`.
void complete_command(CommandLine& line, const Words& arguments) {
  if (line.command == nullptr && std::ranges::find(arguments, "--") == arguments.end())
    refuse_no_command();
  if (line.command == nullptr) line.command = &require_command("run");
}

void check_application(const CommandLine& line) {
  const bool is_run = line.command->name == "run";
  if (is_run && line.application.empty()) refuse_no_application();
  if (!is_run && !line.application.empty()) refuse_application(*line.command);
}

void check_options(const CommandLine& line) {
  for (const GivenOption& given : line.options) {
    if (!takes(*line.command, *given.option)) refuse_foreign_option(*line.command, *given.option);
  }
}

}  // namespace

bool asks_for(const Words& arguments, const Words& flags) {
  const Words words = before_separator(arguments);
  return std::ranges::find_first_of(words, flags) != words.end();
}

const Command* command_to_explain(const Words& arguments) {
  for (const std::string& word : before_separator(arguments)) {
    const Command* command = find_command(word);
    if (command != nullptr) return command;
  }
  return nullptr;
}

CommandLine parse_command_line(const Words& arguments) {
  CommandLine line{.application = after_separator(arguments)};
  for (const po::option& parsed : tokenize(before_separator(arguments))) {
    if (parsed.string_key.empty())
      add_word(line, parsed.original_tokens.front());
    else
      add_option(line, parsed);
  }
  complete_command(line, arguments);
  check_application(line);
  check_options(line);
  return line;
}

}  // namespace entrypoint
