#pragma once

#include <string>
#include <string_view>

namespace db {

/// How sure we are where the password of a URL ends.
enum class Doubt {
  none,
  /// Another `@` stands behind: the parts may be used, but no word of them may be shown.
  private_parts,
  /// No reading is better than another.
  refuse,
};

/// Where the parts of `user:password@hosts/path?query` stand in a text, not yet decoded.
struct UrlParts {
  std::string_view userinfo{};
  std::string_view hosts{};
  std::string_view path{};
  std::string_view query{};
  /// All that stands before the query.
  std::string_view before_query{};
  Doubt doubt{Doubt::none};
};

/// Splits what follows `scheme://`. Takes every text.
UrlParts split_url(std::string_view rest);

/// The decoded name of a query's piece `name=value`, empty if it cannot be decoded.
std::string parameter_name(std::string_view piece);

}  // namespace db
