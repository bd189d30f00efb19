#pragma once

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/session.hpp"
#include "migrate/migration.hpp"
#include "migrate/text_source.hpp"
#include "sql/statement_stream.hpp"

#include <cstddef>
#include <optional>
#include <string>

namespace migrate {

/// The word the database complains of; without a position, as for 1/0, the statement's first line.
Spot spot_of(const sql::Statement& statement, const db::SqlFailure& failure);

/// What the database said of a script, drawn at its place. No spot: no statement is to blame
/// (a deferred constraint at the end). The caller adds notes of what that means.
base::Diagnostic refused(const db::Driver& driver, const Script& script,
                         const std::optional<Spot>& spot, const db::SqlFailure& failure);

/// Tells what took the history table away, if that is what the database misses.
void help_if_history_is_gone(base::Diagnostic& diagnostic, const db::Server& server,
                             const db::SqlFailure& failure);

/// The exit code of a refused migration that left nothing behind.
base::Exit exit_for(const db::SqlFailure& failure, base::Exit otherwise);

}  // namespace migrate
