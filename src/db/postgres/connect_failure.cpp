#include "db/postgres/connect_failure.hpp"

#include "base/exit.hpp"
#include "db/error.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string>
#include <string_view>

namespace db::postgres {
namespace {

using base::Exit;

/// How an SQLSTATE (or its beginning) or a text is taken.
struct Meaning {
  std::string_view sign;
  Verdict verdict;
  Exit exit;
  std::string_view help{};
  bool slow_down{false};
};

constexpr std::array by_code{
    Meaning{.sign = "28",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "check the user name, the password and pg_hba.conf"},
    Meaning{.sign = "3D000",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "create the database, or correct its name in the URL"},
    Meaning{.sign = "42501",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "grant the role what it lacks, or connect as another one"},
    Meaning{.sign = "22023",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "create the role, or correct --role"},
    Meaning{.sign = "53300",
            .verdict = Verdict::transient,
            .exit = Exit::unavailable,
            .help = "raise max_connections, or close idle connections",
            .slow_down = true},
    Meaning{.sign = "42", .verdict = Verdict::fatal, .exit = Exit::refused},
    Meaning{.sign = "0A000", .verdict = Verdict::fatal, .exit = Exit::refused},
};

/// PgBouncer says 08P01 for everything; what has no code comes from libpq itself.
constexpr std::array by_text{
    Meaning{.sign = "unsupported startup parameter",
            .verdict = Verdict::fatal,
            .exit = Exit::configuration,
            .help = "connect to PostgreSQL directly, not through a pooler"},
    Meaning{.sign = "no such database",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "create the database, or correct its name in the URL"},
    Meaning{.sign = "no such user",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "check the user name and the pooler's configuration"},
    Meaning{.sign = "authentication failed",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "check the user name and the password"},
    Meaning{.sign = "no password supplied",
            .verdict = Verdict::fatal,
            .exit = Exit::refused,
            .help = "put the password into PGPASSWORD_FILE, PGPASSWORD or the URL"},
    Meaning{.sign = "local user with ID",
            .verdict = Verdict::fatal,
            .exit = Exit::configuration,
            .help = "put the user name into the URL: postgresql://USER@HOST/DATABASE"},
    Meaning{.sign = "no PostgreSQL user name specified",
            .verdict = Verdict::fatal,
            .exit = Exit::configuration,
            .help = "put the user name into the URL: postgresql://USER@HOST/DATABASE"},
    // A network that fails says so in TLS's words too.
    Meaning{.sign = "SSL SYSCALL", .verdict = Verdict::transient, .exit = Exit::unavailable},
    Meaning{
        .sign = "closed unexpectedly", .verdict = Verdict::transient, .exit = Exit::unavailable},
    Meaning{
        .sign = "SSL",
        .verdict = Verdict::fatal_after_grace,
        .exit = Exit::refused,
        .help = "check sslmode and the server's certificate, or whether this port is PostgreSQL's"},
    Meaning{.sign = "certificate",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused,
            .help = "check sslrootcert and the host name in the server's certificate"},
    Meaning{
        .sign = "channel binding", .verdict = Verdict::fatal_after_grace, .exit = Exit::refused},
    Meaning{.sign = "authentication method",
            .verdict = Verdict::fatal_after_grace,
            .exit = Exit::refused},
    Meaning{.sign = "SCRAM", .verdict = Verdict::fatal_after_grace, .exit = Exit::refused},
    Meaning{.sign = "private key file",
            .verdict = Verdict::fatal,
            .exit = Exit::refused,
            .help = "check sslkey and its file mode"},
    Meaning{.sign = "Permission denied",
            .verdict = Verdict::fatal,
            .exit = Exit::refused,
            .help = "let this user reach the server's socket"},
    Meaning{.sign = "Operation not permitted",
            .verdict = Verdict::fatal,
            .exit = Exit::refused,
            .help = "let this user reach the server's socket"},
    Meaning{.sign = "could not parse network address",
            .verdict = Verdict::fatal,
            .exit = Exit::configuration,
            .help = "correct hostaddr"},
    Meaning{.sign = "invalid ",
            .verdict = Verdict::fatal,
            .exit = Exit::configuration,
            .help = "correct the URL's parameters"},
    Meaning{.sign = "definition of service",
            .verdict = Verdict::fatal,
            .exit = Exit::configuration,
            .help = "correct PGSERVICE or the service file"},
};

constexpr Meaning unknown{.sign = "", .verdict = Verdict::transient, .exit = Exit::unavailable};

ConnectFailure failure(std::string_view message, std::string_view code, const Meaning& meaning) {
  return {.message = std::string(message),
          .code = std::string(code),
          .verdict = meaning.verdict,
          .exit = meaning.exit,
          .help = std::string(meaning.help),
          .slow_down = meaning.slow_down};
}

const Meaning& meaning_of(std::string_view code, std::string_view message) {
  // A transaction-ending SQLSTATE of class 08 tells too little: poolers use it for everything.
  const bool telling = !code.empty() && !code.starts_with("08");
  const std::span<const Meaning> table =
      telling ? std::span<const Meaning>(by_code) : std::span<const Meaning>(by_text);
  for (const Meaning& meaning : table) {
    const bool fits = telling ? code.starts_with(meaning.sign)
                              : message.find(meaning.sign) != std::string_view::npos;
    if (fits) return meaning;
  }
  return unknown;
}

bool is_code(std::string_view text) {
  return text.size() == 5 && std::ranges::all_of(text, [](unsigned char c) {
           return std::isdigit(c) != 0 || std::isupper(c) != 0;
         });
}

struct Answer {
  std::string_view code{};
  std::string_view message{};
};

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

/// The first `SEVERITY:  CODE: message` in the text; the severity may be in any language.
Answer first_answer(std::string_view text) {
  constexpr std::string_view mark = ":  ";
  for (auto at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
    const std::string_view rest = text.substr(at + mark.size());
    if (is_code(rest.substr(0, 5)) && rest.substr(5, 2) == ": ")
      return {.code = rest.substr(0, 5), .message = first_line(rest.substr(7))};
  }
  return {};
}

/// libpq's own sentence, without its `connection to server at ... failed: `.
std::string_view own_sentence(std::string_view text) {
  std::string_view line = first_line(text);
  constexpr std::string_view failed = " failed: ";
  const auto at = line.find(failed);
  if (line.starts_with("connection to server") && at != std::string_view::npos)
    line.remove_prefix(at + failed.size());
  return line;
}

}  // namespace

ConnectFailure connect_failure(std::string_view message) {
  Answer answer = first_answer(message);
  if (answer.code.empty()) answer.message = own_sentence(message);
  return failure(answer.message, answer.code, meaning_of(answer.code, answer.message));
}

ConnectFailure connect_failure(const SqlFailure& refused) {
  return failure(refused.message, refused.code, meaning_of(refused.code, refused.message));
}

}  // namespace db::postgres
