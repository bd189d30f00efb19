#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db {

/// A database URL that nobody can connect with. The text never holds a password.
class UrlError : public std::runtime_error {
 public:
  explicit UrlError(const std::string& what, std::string help = {})
      : std::runtime_error(what), help_(std::move(help)) {}
  [[nodiscard]] const std::string& help() const noexcept { return help_; }

 private:
  std::string help_;
};

enum class Engine { postgresql, sqlite };

/// One server to try, in the order of the URL. Empty parts are libpq's to complete.
struct HostPort {
  /// A name, an address, or the folder of a unix socket (begins with `/` or `@`).
  std::string host{};
  std::string port{};

  bool operator==(const HostPort&) const = default;
};

/// What a database URL says.
struct Url {
  Engine engine{Engine::sqlite};

  /// SQLite: the path, or `:memory:`.
  std::string path{};

  /// PostgreSQL.
  std::vector<HostPort> hosts{};
  std::string user{};
  std::optional<std::string> password{};
  std::string database{};
  /// The other libpq parameters, decoded, in order.
  std::vector<std::pair<std::string, std::string>> parameters{};

  bool operator==(const Url&) const = default;
};

/// Throws UrlError. Understands `postgresql://`, `postgres://` (`+driver` too), `sqlite:` in all
/// of SQLAlchemy's spellings.
Url parse_url(std::string_view text);

/// The URL without any secret, for people and for status.
std::string to_public_text(const Url& url);

/// Where the password stands in the text of a URL (user part and `password=` parameters), as
/// [begin, length) pairs, for overwriting; also for texts that parse_url refuses.
std::vector<std::pair<std::size_t, std::size_t>> secret_ranges(std::string_view text);

}  // namespace db
