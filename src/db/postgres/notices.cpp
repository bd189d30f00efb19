#include "db/postgres/notices.hpp"

#include "db/driver.hpp"
#include "db/postgres/sql_failure.hpp"

#include <libpq-fe.h>

#include <postgres_ext.h>

#include <exception>
#include <functional>
#include <string>

namespace db::postgres {
namespace {

std::string field(const PGresult* result, int code) {
  const char* text = PQresultErrorField(result, code);
  return text == nullptr ? std::string() : std::string(text);
}

Notice::Severity severity_of(const PGresult* result) {
  const std::string severity = field(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity == "WARNING") return Notice::Severity::warning;
  return severity == "NOTICE" || severity == "INFO" ? Notice::Severity::info
                                                    : Notice::Severity::debug;
}

void receive_notice(void* receiver, const PGresult* result) noexcept {
  try {
    const auto& tell = *static_cast<const std::function<void(const Notice&)>*>(receiver);
    if (!tell) return;
    tell({.severity = severity_of(result),
          .message = message_of(result),
          .detail = field(result, PG_DIAG_MESSAGE_DETAIL),
          .hint = field(result, PG_DIAG_MESSAGE_HINT)});
  } catch (const std::exception&) {
    // A notice that can't be told must not unwind through libpq.
    return;
  }
}

}  // namespace

void tell_notices(PGconn* connection, const std::function<void(const Notice&)>& listener) {
  // libpq hands the pointer back untouched; receive_notice reads through it only.
  PQsetNoticeReceiver(connection, receive_notice,
                      // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): libpq's void*
                      const_cast<std::function<void(const Notice&)>*>(&listener));
}

}  // namespace db::postgres
