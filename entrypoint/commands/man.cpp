#include "base/exit.hpp"
#include "entrypoint/app_rows.hpp"
#include "entrypoint/command.hpp"
#include "entrypoint/commands/acts.hpp"
#include "entrypoint/commands/output.hpp"
#include "entrypoint/manual.hpp"
#include "entrypoint/settings_options.hpp"

#include <span>
#include <string>
#include <string_view>

namespace entrypoint {
namespace {

constexpr std::string_view name_and_synopsis =
    ".SH NAME\n"
    "migrexec \\- wait for the database, migrate it, then become the application\n"
    ".SH SYNOPSIS\n"
    ".B migrexec\n"
    "[OPTIONS] \\-\\- COMMAND [ARG...]\n"
    ".br\n"
    ".B migrexec\n"
    "COMMAND [OPTIONS] [TARGET...]\n"
    ".SH DESCRIPTION\n"
    "migrexec is the entry point of a container, or an init container: it waits for the database,\n"
    "takes a lock, applies the SQL migrations that are pending, and then becomes the application,\n"
    "in the same process.\n";

/// Text that man prints as it is: hyphens that can be copied, no line that is a request.
std::string roff(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    const bool begins_line = result.empty() || result.back() == '\n';
    if (begins_line && (letter == '.' || letter == '\'')) result += "\\&";
    if (letter == '\\') {
      result += "\\e";
    } else if (letter == '-') {
      result += "\\-";
    } else {
      result += letter;
    }
  }
  return result;
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

/// A paragraph with a tag in the margin.
std::string tagged(const std::string& tag, const std::string& text) {
  return ".TP\n" + tag + "\n" + text + "\n";
}

std::string literal(std::string_view lines) {
  return ".PP\n.nf\n.RS\n" + roff(lines) + "\n.RE\n.fi\n";
}

std::string option_paragraph(const Option& option) {
  std::string tag = bold("--" + std::string(option.name));
  if (!option.argument.empty()) tag += " \\fI" + roff(option.argument) + "\\fR";
  std::string text = roff(option.help);
  if (!option.preset.empty()) text += " (default: " + roff(option.preset) + ")";
  return tagged(tag, text + "; in the environment " + roff(variable_of(option)));
}

std::string option_paragraphs(Takers takers, const Command* command) {
  std::string text;
  for (const Option& option : options()) {
    if (option.takers == takers && (command == nullptr || takes(*command, option)))
      text += option_paragraph(option);
  }
  return text;
}

std::string command_section(const Command& command) {
  std::string text = ".SS " + roff(command.synopsis) + "\n" + roff(command.summary) + "\n";
  for (const std::string_view alias : command.aliases)
    text += ".br\nAlso: " + bold(alias) + "\n";
  text += option_paragraphs(Takers::named_in_command, &command);
  return command.examples.empty() ? text : text + literal(command.examples);
}

std::string rows_section(std::string_view title, std::span<const Row> rows) {
  std::string text = ".SH " + std::string(title) + "\n";
  for (const auto& [left, right] : rows)
    text += tagged(bold(left), roff(right));
  return text;
}

}  // namespace

std::string manual_page() {
  std::string text = ".TH MIGREXEC 1 \"\" \"migrexec " MIGREXEC_VERSION "\" \"User Commands\"\n" +
                     std::string(name_and_synopsis) + ".SH COMMANDS\n";
  for (const Command& command : commands())
    text += command_section(command);
  return text + ".SH OPTIONS\n" + option_paragraphs(Takers::every_command, nullptr) +
         tagged(bold("-h") + ", " + bold("--help"), "help; after a command, help for it") +
         tagged(bold("--version"), "the version of migrexec") +
         rows_section("ENVIRONMENT", environment_rows()) +
         rows_section("EXIT STATUS", exit_code_rows());
}

base::Exit man(const Context& /*context*/) {
  print(manual_page());
  return base::Exit::ok;
}

}  // namespace entrypoint
