#include "db/postgres/conversation.hpp"

#include "base/world.hpp"
#include "db/driver.hpp"
#include "db/error.hpp"
#include "db/postgres/handles.hpp"
#include "db/postgres/notices.hpp"
#include "db/postgres/sql_failure.hpp"
#include "db/postgres/wait_socket.hpp"
#include "db/session.hpp"

#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace db::postgres {
namespace {

using std::chrono::seconds;

constexpr auto patience_after_cancel = seconds(2);

bool counts_bytes(PGconn* connection) {
  const char* encoding = PQparameterStatus(connection, "server_encoding");
  return encoding != nullptr && std::string_view(encoding) == "SQL_ASCII";
}

bool is_error(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
}

}  // namespace

Conversation::Conversation(Connection connection, const base::World& world,
                           const std::function<void(const Notice&)>& on_notice)
    : connection_(std::move(connection)), world_(world) {
  PQsetnonblocking(raw(), 1);
  tell_notices(raw(), on_notice);
}

void Conversation::lost(const std::string& why) const {
  std::string reason = why.empty() ? PQerrorMessage(raw()) : why;
  reason.resize(std::min(reason.find('\n'), reason.size()));
  throw ConnectionLost(reason.empty() ? "the connection is gone" : reason);
}

void Conversation::check_stop() const {
  if (until_.heed == Heed::stop) world_.check_stop();
}

void Conversation::cancel() {
  cancelled_ = true;
  hurry(world_.clock.now() + patience_after_cancel);
  // PQcancel connects anew and blocks: a network that is gone must not hold us up.
  const std::shared_ptr<PGcancel> ticket(PQgetCancel(raw()), FreeCancel());
  if (!ticket) return;
  std::thread([ticket] {
    std::array<char, 256> message{};
    PQcancel(ticket.get(), message.data(), static_cast<int>(message.size()));
  }).detach();
}

void Conversation::await(Direction direction) {
  const Woken woken = wait_socket(PQsocket(raw()), direction, world_, until_);
  if (woken == Woken::by_time) lost("no answer in time");
  if (woken == Woken::by_stop) cancel();
}

void Conversation::flush(Direction direction) {
  for (int left = PQflush(raw()); left != 0; left = PQflush(raw())) {
    if (left < 0) return;  // The reason is in the results still to be read.
    await(direction);
    if (PQconsumeInput(raw()) == 0) return;
  }
}

Result Conversation::next_result() {
  while (PQisBusy(raw()) != 0) {
    await(Direction::read);
    if (PQconsumeInput(raw()) == 0) break;
  }
  return Result(PQgetResult(raw()));
}

void Conversation::pass_over_copy(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COPY_IN) end_copy("no data was given for COPY");
  if (status != PGRES_COPY_OUT) return;
  char* row = nullptr;
  while (PQgetCopyData(raw(), &row, 0) > 0)
    PQfreemem(row);
}

/// Reads to the end: the first error counts, PQexec would show the last and lose the SQLSTATE of a
/// server that says goodbye.
std::vector<Result> Conversation::receive() {
  std::vector<Result> answers;
  Result row;
  while (Result result = next_result()) {
    pass_over_copy(result.get());
    const bool refused = !answers.empty() && is_error(answers.back().get());
    if (PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE)
      row = std::move(result);
    else if (!refused)
      answers.push_back(row && !is_error(result.get()) ? std::move(row) : std::move(result));
    if (PQstatus(raw()) == CONNECTION_BAD) break;
  }
  if (PQstatus(raw()) != CONNECTION_BAD) return answers;
  const bool refused = !answers.empty() && is_error(answers.back().get());
  lost(refused ? message_of(answers.back().get()) : "");
}

bool Conversation::was_cancelled() {
  const bool cancelled = std::exchange(cancelled_, false);
  if (cancelled) relax();
  return cancelled;
}

std::vector<Result> Conversation::finish() {
  flush(Direction::both);
  std::vector<Result> answers = receive();
  if (was_cancelled() && !answers.empty() && is_error(answers.back().get())) world_.check_stop();
  return answers;
}

/// The last answer.
Result Conversation::require_done(std::string_view sql) {
  std::vector<Result> answers = finish();
  if (answers.empty()) return {};
  if (auto failure = failure_in(answers.back(), sql)) throw SqlError(*std::move(failure));
  return std::move(answers.back());
}

std::optional<SqlFailure> Conversation::failure_in(const Result& answer,
                                                   std::string_view sql) const {
  if (!is_error(answer.get())) return std::nullopt;
  return sql_failure(answer.get(), sql, counts_bytes(raw()));
}

Result Conversation::ask(const std::string& sql) {
  check_stop();
  if (PQsendQuery(raw(), sql.c_str()) == 0) lost("");
  return require_done(sql);
}

void Conversation::run(const std::string& sql) {
  check_stop();
  if (PQsendQuery(raw(), sql.c_str()) == 0) lost("");
  PQsetSingleRowMode(raw());
  require_done(sql);
}

Result Conversation::ask(const std::string& sql, std::span<const Value> parameters) {
  check_stop();
  std::vector<const char*> values;
  for (const Value& value : parameters)
    values.push_back(value ? value->c_str() : nullptr);
  if (PQsendQueryParams(raw(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                        nullptr, nullptr, 0) == 0)
    lost("");
  return require_done(sql);
}

std::vector<Result> Conversation::ask_each(const std::string& sql, Keep keep) {
  check_stop();
  if (PQsendQuery(raw(), sql.c_str()) == 0) lost("");
  if (keep == Keep::last_row) PQsetSingleRowMode(raw());
  return finish();
}

void Conversation::put(std::string_view piece) {
  constexpr std::size_t most = std::size_t{1} << 20U;
  while (!piece.empty()) {
    const std::string_view part = piece.substr(0, most);
    const int taken = PQputCopyData(raw(), part.data(), static_cast<int>(part.size()));
    if (taken < 0) return;  // The reason is in the results still to be read.
    if (taken > 0) piece.remove_prefix(part.size());
    flush(Direction::both);
  }
}

void Conversation::end_copy(const char* refusal) {
  while (PQputCopyEnd(raw(), refusal) == 0)
    flush(Direction::both);
  flush(Direction::both);
}

void Conversation::copy(const std::string& sql, const NextPiece& next) {
  check_stop();
  if (PQsendQuery(raw(), sql.c_str()) == 0) lost("");
  flush(Direction::both);
  const Result begun = next_result();
  if (PQresultStatus(begun.get()) != PGRES_COPY_IN) {
    auto failure = failure_in(begun, sql);
    require_done(sql);
    if (failure) throw SqlError(*std::move(failure));
    return;
  }
  try {
    for (std::string_view piece = next(); !piece.empty(); piece = next()) {
      check_stop();
      put(piece);
    }
  } catch (...) {
    // Whatever stopped the data must not let the server think it was complete.
    hurry(world_.clock.now() + patience_after_cancel);
    try {
      end_copy("the data could not be read to its end");
      require_done(sql);
    } catch (const SqlError&) {
      relax();
    }
    throw;
  }
  end_copy(nullptr);
  require_done(sql);
}

}  // namespace db::postgres
