#include "db/url.hpp"
#include "db/url_parameters.hpp"
#include "db/url_parts.hpp"
#include "db/url_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace db {
namespace {

using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

/// Remembers parts of one text.
class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  void add(std::string_view part) {
    if (!part.empty()) ranges_.emplace_back(part.data() - text_.data(), part.size());
  }
  void grow_last(std::string_view part) {
    const auto begin = static_cast<std::size_t>(part.data() - text_.data());
    if (ranges_.empty()) return;
    ranges_.back().second = begin + part.size() - ranges_.back().first;
  }
  [[nodiscard]] Ranges ranges() const { return ranges_; }

 private:
  std::string_view text_;
  Ranges ranges_;
};

/// Digits are a port, also before a comma; anything else is a password whose host is missing.
bool is_port(std::string_view text) {
  const std::string_view port = text.substr(0, text.find_first_of(",/"));
  return port.find_first_not_of("0123456789") == std::string_view::npos;
}

void find_in_userinfo(Finder& finder, std::string_view before_query) {
  const std::size_t colon = before_query.find(':');
  if (colon == std::string_view::npos) return;
  const std::size_t at = before_query.rfind('@');
  const std::string_view after_colon = before_query.substr(colon + 1);
  if (at != std::string_view::npos && at > colon)
    finder.add(after_colon.substr(0, at - colon - 1));
  else if (at == std::string_view::npos && !before_query.starts_with('[') && !is_port(after_colon))
    finder.add(after_colon);
}

/// What follows a secret and is no parameter belongs to the secret: a raw `&` is in it.
void find_in_query(Finder& finder, std::string_view query) {
  bool after_secret = false;
  for (const std::string_view piece : split(query, '&')) {
    const std::string name = parameter_name(piece);
    if (is_secret_parameter(name))
      finder.add(halve(piece, '=').second.value_or(std::string_view{}));
    else if (after_secret && !is_parameter(name))
      finder.grow_last(piece);
    after_secret = is_secret_parameter(name) || (after_secret && !is_parameter(name));
  }
}

/// Where the text behind `scheme://` begins, zero if it has none.
std::size_t find_slashes(std::string_view text) {
  const std::size_t at = text.find("://");
  const bool has_scheme = at != std::string_view::npos &&
                          text.substr(0, at).find_first_of(" =@/'") == std::string_view::npos;
  return has_scheme ? at + std::string_view("://").size() : 0;
}

/// `host=db password=...`: from the word on, whatever follows.
Ranges in_conninfo(std::string_view text) {
  const std::size_t at = to_lower(text).find("password");
  if (at == std::string_view::npos) return {};
  const std::size_t begin = at + std::string_view("password").size();
  if (begin == text.size()) return {};
  return {{begin, text.size() - begin}};
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> secret_ranges(std::string_view text) {
  const std::size_t slashes = find_slashes(text);
  Ranges conninfo = slashes == 0 ? in_conninfo(text) : Ranges{};
  if (!conninfo.empty()) return conninfo;
  Finder finder(text);
  const UrlParts parts = split_url(text.substr(slashes));
  find_in_userinfo(finder, parts.before_query);
  find_in_query(finder, parts.query);
  return finder.ranges();
}

}  // namespace db
