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

#include <postgres_ext.h>

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

/// After these words the server hangs up.
bool is_farewell(const PGresult* result) {
  const char* field = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  const std::string_view severity = field == nullptr ? "" : field;
  return severity == "FATAL" || severity == "PANIC";
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

/// One statement's answer, or that of several by the simple protocol. Reads to the end: the first
/// error counts, PQexec would show the last and lose the SQLSTATE of a server that says goodbye.
Result Conversation::next_answer() {
  Result last;
  Result error;
  while (Result result = next_result()) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COPY_IN) end_copy("no data was given for COPY");
    if (status == PGRES_COPY_OUT) {
      char* row = nullptr;
      while (PQgetCopyData(raw(), &row, 0) > 0)
        PQfreemem(row);
    }
    Result& place = is_error(result.get()) ? error : last;
    if (&place == &last || !error) place = std::move(result);
    if (PQstatus(raw()) == CONNECTION_BAD) break;
  }
  if (PQstatus(raw()) == CONNECTION_BAD) lost(error ? message_of(error.get()) : "");
  return error ? std::move(error) : std::move(last);
}

bool Conversation::was_cancelled() {
  const bool cancelled = std::exchange(cancelled_, false);
  if (cancelled) relax();
  return cancelled;
}

Result Conversation::finish(std::string_view sql) {
  Result answer = next_answer();
  const bool cancelled = was_cancelled();
  auto failure = failure_in(answer, sql);
  if (!failure) return answer;
  if (cancelled) world_.check_stop();
  throw SqlError(*std::move(failure));
}

std::optional<SqlFailure> Conversation::failure_in(const Result& answer,
                                                   std::string_view sql) const {
  if (!is_error(answer.get())) return std::nullopt;
  return sql_failure(answer.get(), sql, counts_bytes(raw()));
}

Result Conversation::ask(const std::string& sql) {
  check_stop();
  if (PQsendQuery(raw(), sql.c_str()) == 0) lost("");
  row_by_row_ = false;
  flush(Direction::both);
  return finish(sql);
}

void Conversation::run(const std::string& sql) {
  check_stop();
  if (PQsendQuery(raw(), sql.c_str()) == 0) lost("");
  PQsetSingleRowMode(raw());
  row_by_row_ = true;
  flush(Direction::both);
  finish(sql);
}

Result Conversation::ask(const std::string& sql, std::span<const Value> parameters) {
  check_stop();
  send(sql, parameters);
  row_by_row_ = false;
  flush(Direction::both);
  return finish(sql);
}

void Conversation::send(const std::string& sql, std::span<const Value> parameters) {
  std::vector<const char*> values;
  for (const Value& value : parameters)
    values.push_back(value ? value->c_str() : nullptr);
  if (PQsendQueryParams(raw(), sql.c_str(), static_cast<int>(values.size()), nullptr, values.data(),
                        nullptr, nullptr, 0) == 0)
    lost("");
}

void Conversation::post(const std::string& sql, std::span<const Value> parameters, Wanted wanted) {
  check_stop();
  if (PQenterPipelineMode(raw()) == 0) lost("");
  // libpq forgets to end the single-row mode of run() before the first statement of a pipeline.
  if (std::exchange(row_by_row_, false) && wanted == Wanted::rows) {
    send("", {});
    posted_.emplace_back(Wanted::no_answer);
  }
  send(sql, parameters);
  posted_.emplace_back(wanted);
}

void Conversation::post_border() {
  if (PQpipelineSync(raw()) == 0) lost("");
  posted_.emplace_back(std::nullopt);
}

std::vector<Result> Conversation::collect() {
  std::vector<Result> answers = receive();
  const auto farewell = std::ranges::find_if(answers, is_farewell, &Result::get);
  if (farewell != answers.end()) lost(message_of(farewell->get()));
  const bool refused = std::ranges::any_of(answers, is_error, &Result::get);
  if (was_cancelled() && refused) world_.check_stop();
  return answers;
}

void Conversation::abandon() {
  if (!has_posted()) return;
  cancel();
  receive();
  was_cancelled();
}

std::vector<Result> Conversation::receive() {
  if (!has_posted()) return {};
  post_border();
  flush(Direction::both);
  std::vector<Result> answers;
  for (const std::optional<Wanted>& wanted : std::exchange(posted_, {})) {
    // A border is answered by one result and no more.
    if (!wanted) next_result();
    if (wanted == Wanted::nothing) PQsetSingleRowMode(raw());
    if (!wanted) continue;
    Result answer = next_answer();
    if (wanted != Wanted::no_answer) answers.push_back(std::move(answer));
  }
  if (PQexitPipelineMode(raw()) == 0) lost("");
  return answers;
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
    finish(sql);
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
      finish(sql);
    } catch (const SqlError&) {
      relax();
    }
    throw;
  }
  end_copy(nullptr);
  finish(sql);
}

}  // namespace db::postgres
