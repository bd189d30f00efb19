#include "db/postgres/session.hpp"

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/advisory_lock.hpp"
#include "db/postgres/connect_failure.hpp"
#include "db/postgres/conversation.hpp"
#include "db/postgres/handles.hpp"
#include "db/postgres/introduction.hpp"
#include "db/postgres/limits.hpp"
#include "db/postgres/literals.hpp"
#include "db/postgres/posts.hpp"
#include "db/postgres/rows.hpp"
#include "db/quote.hpp"
#include "db/session.hpp"
#include "sql/dialect.hpp"
#include "sql/phrase.hpp"

#include <libpq-fe.h>

#include <chrono>
#include <cstddef>
#include <exception>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db::postgres {
namespace {

using std::chrono::seconds;

/// How long cleaning up may take.
constexpr auto patience_to_clean_up = seconds(2);

/// Older servers let one statement_timeout pass for all that travels together.
constexpr int first_with_a_timeout_for_each = 130000;

std::string joined(const std::vector<std::string>& statements) {
  std::string all;
  for (const std::string& sql : statements)
    all += sql + "; ";
  return all;
}

/// COPY talks in its own way.
bool travels_alone(std::string_view sql, PGconn* connection) {
  return PQserverVersion(connection) < first_with_a_timeout_for_each || changes_reading(sql) ||
         sql::Phrase(sql, sql::Dialect::postgresql).at("copy");
}

}  // namespace

PostgresSession::PostgresSession(Connection connection, Target target, const base::World& world)
    : target_(std::move(target)),
      world_(world),
      conversation_(std::move(connection), world, target_.on_notice),
      posts_(conversation_) {
  try {
    introduce();
  } catch (const SqlError& error) {
    throw ConnectError(connect_failure(error.failure()));
  } catch (const ConnectionLost& error) {
    // A pooler lets us in although its server is away.
    throw ConnectError(connect_failure(std::string_view(error.what())));
  }
}

std::string PostgresSession::set_role() const {
  return target_.role.empty() ? "" : "SET ROLE " + quote_identifier(target_.role);
}

/// In one round trip. The role stays when the history, which may not be there yet, is refused:
/// it has a transaction of its own.
void PostgresSession::introduce() {
  const int backend = PQbackendPID(conversation_.raw());
  std::vector<std::string> asked;
  if (!target_.role.empty()) asked = {"BEGIN", set_role(), "COMMIT"};
  asked.push_back(introduction(target_, conversation_.raw()));
  const std::size_t own = asked.size();
  if (!target_.history_columns.empty())
    asked.push_back(select_history(target_.history_columns, given_history_table(target_)));
  const std::string question = joined(asked);
  std::vector<Result> answers = conversation_.ask_each(question, Keep::all_rows);
  if (!answers.empty() && answers.size() <= own) {
    if (auto failure = conversation_.failure_in(answers.back(), question))
      throw SqlError(*std::move(failure));
  }
  server_ =
      server_of(rows_of(answers.at(own - 1).get()).at(0), target_, conversation_.raw(), backend);
  if (answers.size() > own) history_ = std::move(answers.back());
  lock_ = AdvisoryLock(server_.lock_name);
}

void PostgresSession::first_look(std::string_view columns, const TakeRow& take) {
  if (!server_.history_exists) return;
  const std::string sql = select_history(columns, server_.history_table);
  const bool fetched = history_ && columns == target_.history_columns;
  const Result rows = fetched ? std::exchange(history_, nullptr) : ask(sql);
  if (auto failure = conversation_.failure_in(rows, sql)) throw SqlError(*std::move(failure));
  each_row(rows.get(), take);
}

Result PostgresSession::ask(const std::string& sql) {
  await_posts();
  return conversation_.ask(sql);
}

void PostgresSession::execute(std::string_view sql) {
  await_posts();
  touched_ = true;
  conversation_.run(std::string(sql));
}

Rows PostgresSession::query(std::string_view sql, std::span<const Value> parameters) {
  await_posts();
  const Result result = parameters.empty() ? conversation_.ask(std::string(sql))
                                           : conversation_.ask(std::string(sql), parameters);
  return rows_of(result.get());
}

void PostgresSession::copy(std::string_view statement, const NextPiece& next) {
  await_posts();
  touched_ = true;
  conversation_.copy(std::string(statement), next);
}

void PostgresSession::post(std::string_view sql) {
  if (!in_transaction() || travels_alone(sql, conversation_.raw())) {
    posts_.pass_over();
    execute(sql);
    return;
  }
  touched_ = true;
  posts_.add(Posts::Kind::statement, sql);
}

void PostgresSession::post(std::string_view sql, std::span<const Value> parameters) {
  if (in_transaction())
    posts_.add(Posts::Kind::own, with_literals(conversation_.raw(), sql, parameters));
  else
    query(sql, parameters);
}

void PostgresSession::post_all(const std::vector<std::string>& statements) {
  for (const std::string& sql : statements)
    posts_.add(Posts::Kind::own, sql);
}

void PostgresSession::settle() {
  await_posts();
  posts_.count_anew();
}

void PostgresSession::await_posts() {
  const Posts::Answers answers = posts_.settle();
  if (answers.lock) see_lock(*answers.lock);
}

void PostgresSession::begin(const Limits& limits) {
  settle();
  post_all({"BEGIN"});
  post_all(set_limits(limits, "SET LOCAL"));
}

void PostgresSession::commit() {
  post_all({"COMMIT"});
  const Posts::Answers answers = posts_.settle();
  if (answers.lock) see_lock(*answers.lock);
  if (std::string_view(PQcmdStatus(answers.last.get())) == "ROLLBACK")
    throw SqlError({.message = "the transaction had failed and was rolled back", .code = "25P02"});
}

void PostgresSession::rollback() noexcept {
  try {
    posts_.forget();
    if (!in_transaction()) return;
    conversation_.hurry(world_.clock.now() + patience_to_clean_up);
    conversation_.ask("ROLLBACK");
    conversation_.relax();
  } catch (const std::exception&) {
    // The server rolls back when the connection ends, which is next.
    return;
  }
}

bool PostgresSession::in_transaction() const {
  if (!posts_.empty()) return true;
  const PGTransactionStatusType status = PQtransactionStatus(conversation_.raw());
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}

void PostgresSession::limit(const Limits& limits) {
  touched_ = true;
  if (in_transaction())
    post_all(set_limits(limits, "SET LOCAL"));
  else
    ask(joined(set_limits(limits, "SET")));
}

/// DISCARD ALL would drop the migration lock, and cannot run inside a transaction.
void PostgresSession::reset() {
  if (!touched_) return;
  std::vector<std::string> statements{"CLOSE ALL",        "SET SESSION AUTHORIZATION DEFAULT",
                                      "RESET ROLE",       "RESET ALL",
                                      "DEALLOCATE ALL",   "UNLISTEN *",
                                      "DISCARD PLANS",    "DISCARD TEMP",
                                      "DISCARD SEQUENCES"};
  statements.insert(statements.end(), own_settings_.begin(), own_settings_.end());
  if (!target_.role.empty()) statements.push_back(set_role());
  if (in_transaction()) {
    statements.insert(statements.begin(), "SET CONSTRAINTS ALL IMMEDIATE");
    post_all(statements);
    // What is posted next would be read before these have run.
    if (!reads_as_we_write(conversation_.raw())) await_posts();
  } else {
    ask(joined(statements));
    release_foreign_locks();
  }
  // Locks of the transaction at hand go with it; what remains then is the migration's own.
  touched_ = foreign_locks_;
}

void PostgresSession::release_foreign_locks() {
  while (foreign_locks_)
    foreign_locks_ = !query(lock_.release_others()).empty();
}

void PostgresSession::act_as_owner() {
  const std::string role = target_.role.empty() ? "NONE" : quote_identifier(target_.role);
  ask("SET LOCAL SESSION AUTHORIZATION DEFAULT; SET LOCAL ROLE " + role);
}

/// A killed client's statement would go on and keep the lock for as long as it takes.
void PostgresSession::let_server_notice_our_death() {
  if (!own_settings_.empty()) return;
  own_settings_ = {"SET tcp_keepalives_idle = 5", "SET tcp_keepalives_interval = 2",
                   "SET tcp_keepalives_count = 3"};
  ask(joined(own_settings_));
  if (PQserverVersion(conversation_.raw()) < 140000) return;
  const std::string check = "SET client_connection_check_interval = 500";
  try {
    ask(check);
    own_settings_.push_back(check);
  } catch (const SqlError&) {
    // Only servers on Linux and a few others can; the lock then lives until the statement ends.
    return;
  }
}

bool PostgresSession::try_lock() {
  let_server_notice_our_death();
  locked_ = query(lock_.take()).at(0).at(0) == "t";
  return locked_;
}

bool PostgresSession::keep_lock() {
  // Inside a transaction it travels with what else there is to say.
  if (in_transaction()) {
    posts_.add(Posts::Kind::lock, lock_.keep());
    return true;
  }
  try {
    see_lock(rows_of(ask(lock_.keep()).get()).at(0));
  } catch (const SqlError& error) {
    if (error.failure().code != AdvisoryLock::lost_code) throw;
    return false;
  }
  // What drops the lock (DISCARD ALL) drops our settings and role too.
  if (taken_again_) ask(joined(own_settings_) + set_role());
  return true;
}

void PostgresSession::see_lock(const Row& answer) {
  taken_again_ = answer.at(0) == "taken again";
  foreign_locks_ = answer.at(1) == "t";
  touched_ = touched_ || foreign_locks_;
}

void PostgresSession::unlock() noexcept {
  try {
    if (!std::exchange(locked_, false)) return;
    conversation_.hurry(world_.clock.now() + patience_to_clean_up);
    conversation_.ask(lock_.release());
    conversation_.relax();
  } catch (const std::exception&) {
    // The lock goes with the connection, which ends next.
    return;
  }
}

std::string PostgresSession::lock_holder() {
  const Rows rows = query(lock_.holder());
  return rows.empty() ? "" : rows[0][0].value_or("");
}

}  // namespace db::postgres
