#include "db/url.hpp"
#include "db/url_engines.hpp"
#include "db/url_text.hpp"

#include <string>
#include <string_view>

namespace db {
namespace {

constexpr const char* spellings =
    "write sqlite:///FILE for a relative path, sqlite:////FILE for an absolute one";

/// SQLAlchemy's three slashes are the end of an empty host; without slashes it is dbmate's way.
std::string_view path_of(std::string_view place) {
  if (!place.starts_with("//")) return place;
  place.remove_prefix(2);
  if (place.empty()) return ":memory:";
  if (place.front() != '/') throw UrlError("a SQLite URL has no host", spellings);
  place.remove_prefix(1);
  return place.empty() ? ":memory:" : place;
}

void check_query(std::string_view query) {
  if (query.empty()) return;
  const std::string name(halve(query, '=').first);
  throw UrlError("parameter \"" + name + "\" is not supported for SQLite",
                 "leave out \"?\" and all that follows");
}

}  // namespace

Url parse_sqlite_url(std::string_view rest) {
  const Halves halves = halve(rest, '?');
  const std::string_view path = path_of(halves.first);
  if (path.empty()) throw UrlError("it names no file", spellings);
  if (path.starts_with("file:"))
    throw UrlError(R"(SQLite's own "file:" URLs are not supported)", spellings);
  check_query(halves.second.value_or(std::string_view{}));
  // SQLAlchemy decodes nothing here: "%20" is a file's name.
  return {.engine = Engine::sqlite, .path = std::string(path)};
}

}  // namespace db
