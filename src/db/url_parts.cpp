#include "db/url_parts.hpp"

#include "db/url_parameters.hpp"
#include "db/url_text.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace db {
namespace {

bool has_at(std::string_view text) {
  return text.find('@') != std::string_view::npos;
}

/// A raw `?` may belong to a password, as for libpq; not if a parameter that we know follows.
bool begins_query(std::string_view after_question_mark) {
  if (!has_at(after_question_mark)) return true;
  const std::string_view piece = halve(after_question_mark, '&').first;
  return halve(piece, '=').second.has_value() && is_parameter(parameter_name(piece));
}

/// Where the `?` of the query stands, or the end.
std::size_t find_query(std::string_view rest) {
  std::size_t at = rest.find('?');
  while (at != std::string_view::npos && !begins_query(rest.substr(at + 1)))
    at = rest.find('?', at + 1);
  return std::min(at, rest.size());
}

Doubt doubt_of(std::string_view authority, std::string_view path, std::string_view query) {
  if (has_at(path)) return Doubt::refuse;
  const bool many = std::ranges::count(authority, '@') > 1;
  return many || has_at(query) ? Doubt::private_parts : Doubt::none;
}

}  // namespace

UrlParts split_url(std::string_view rest) {
  const std::size_t query = find_query(rest);
  UrlParts parts{.before_query = rest.substr(0, query)};
  if (query < rest.size()) parts.query = rest.substr(query + 1);
  const Halves place = halve(parts.before_query, '/');
  parts.path = place.second.value_or(std::string_view{});
  // A host has no "@", a password may: the last one ends it, for Go and Python too.
  const std::size_t at = place.first.rfind('@');
  const bool has_user = at != std::string_view::npos;
  if (has_user) parts.userinfo = place.first.substr(0, at);
  parts.hosts = has_user ? place.first.substr(at + 1) : place.first;
  parts.doubt = doubt_of(place.first, parts.path, parts.query);
  return parts;
}

std::string parameter_name(std::string_view piece) {
  return percent_decode(halve(piece, '=').first).value_or(std::string{});
}

}  // namespace db
