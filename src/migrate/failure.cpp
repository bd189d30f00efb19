#include "migrate/failure.hpp"

#include "base/diagnostic.hpp"
#include "base/exit.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "db/url.hpp"
#include "migrate/migration.hpp"
#include "migrate/text_source.hpp"
#include "sql/statement_stream.hpp"

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace migrate {
namespace {

std::string file_name(const Script& script) {
  return std::filesystem::path(script.path).filename().string();
}

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalnum(byte) != 0 || c == '_' || c == '$' || byte >= 0x80;
}

/// A word, something in double quotes, or one byte.
std::size_t token_length(std::string_view text) {
  if (text.starts_with('"')) return std::min(text.find('"', 1), text.size() - 1) + 1;
  std::size_t length = 0;
  while (length < text.size() && is_word(text[length]))
    ++length;
  return std::max<std::size_t>(1, length);
}

void add_context(base::Diagnostic& diagnostic, const std::string& context) {
  if (!context.empty()) diagnostic.notes.push_back("context: " + context);
}

void add_help(base::Diagnostic& diagnostic, const db::Driver& driver,
              const db::SqlFailure& failure) {
  if (failure.remedy == db::Remedy::run_outside_transaction)
    diagnostic.helps.emplace_back(
        "begin the file with \"-- migrexec: transaction=none\" to run it outside a transaction");
  if (failure.remedy == db::Remedy::grant)
    diagnostic.helps.emplace_back(
        driver.engine == db::Engine::postgresql
            ? "grant the role what it lacks, or migrate as the owner: --role OWNER"
            : "let this user write the file and the folder it is in");
  if (driver.engine == db::Engine::sqlite && failure.message == "near \"COPY\": syntax error")
    diagnostic.helps.emplace_back("COPY is PostgreSQL's: write INSERT");
  if (failure.remedy == db::Remedy::mend_disk)
    diagnostic.helps.emplace_back("free space on the disk that holds the database");
}

/// `migrexec_history` of `"main"."migrexec_history"`.
std::string plain_name(const std::string& table) {
  std::string name = table.substr(table.rfind('.') + 1);
  name.erase(std::ranges::remove(name, '"').begin(), name.end());
  return name;
}

}  // namespace

Spot spot_of(const sql::Statement& statement, const db::SqlFailure& failure) {
  if (!failure.offset)
    return {.offset = statement.offset,
            .length = std::min(statement.text.find('\n'), statement.text.size())};
  const std::size_t offset = std::min(*failure.offset, statement.text.size());
  return {.offset = statement.offset + offset,
          .length = token_length(statement.text.substr(offset))};
}

base::Diagnostic refused(const db::Driver& driver, const Script& script,
                         const std::optional<Spot>& spot, const db::SqlFailure& failure) {
  base::Diagnostic diagnostic{
      .headline = std::string(driver.name) + " refused " + file_name(script),
      .sqlstate = failure.code,
      .detail = failure.detail,
      .hint = failure.hint};
  if (spot) diagnostic.place = place_of(script, *spot, failure.message);
  if (!spot) diagnostic.headline += " at its end: " + failure.message;
  add_context(diagnostic, failure.context);
  add_help(diagnostic, driver, failure);
  return diagnostic;
}

void help_if_history_is_gone(base::Diagnostic& diagnostic, const db::Server& server,
                             const db::SqlFailure& failure) {
  const bool gone = failure.code == "42P01" || failure.message.starts_with("no such table");
  if (gone && failure.message.find(plain_name(server.history_table)) != std::string::npos)
    diagnostic.helps.emplace_back(
        "the migration dropped migrexec's own history: take that statement out");
}

base::Exit exit_for(const db::SqlFailure& failure, base::Exit otherwise) {
  return failure.remedy == db::Remedy::mend_disk ? base::Exit::io : otherwise;
}

}  // namespace migrate
