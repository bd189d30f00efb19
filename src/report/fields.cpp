#include "report/fields.hpp"

#include "base/diagnostic.hpp"
#include "base/duration.hpp"
#include "report/account.hpp"
#include "report/event.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace report {

Fields& Fields::add(std::string_view key, const std::string& text) {
  return put(key, text);
}

Fields& Fields::add(std::string_view key, const std::vector<std::string>& texts) {
  return put(key, texts);
}

Fields& Fields::add(std::string_view key, std::size_t number) {
  return put(key, static_cast<std::int64_t>(number));
}

Fields& Fields::add(std::string_view key, int number) {
  return put(key, std::int64_t{number});
}

Fields& Fields::add(std::string_view key, base::Duration duration) {
  return put(key, std::int64_t{duration.count()});
}

Fields& Fields::add(std::string_view key, std::optional<base::Duration> duration) {
  return duration ? add(key, *duration) : put(key, std::monostate{});
}

Fields& Fields::add_if_any(std::string_view key, const std::string& text) {
  return text.empty() ? *this : add(key, text);
}

Fields& Fields::add(const Name& migration) {
  return add("version", migration.version).add("name", migration.name);
}

Fields& Fields::add(const base::Diagnostic& diagnostic) {
  add("headline", diagnostic.headline);
  if (const auto& place = diagnostic.place) {
    add("file", place->file).add("line", place->line).add("column", place->column);
    add_if_any("label", place->label);
  }
  add_if_any("sqlstate", diagnostic.sqlstate);
  add_if_any("detail", diagnostic.detail);
  add_if_any("hint", diagnostic.hint);
  return add("notes", diagnostic.notes).add("helps", diagnostic.helps);
}

Fields& Fields::put(std::string_view key, Field::Value value) {
  list_.push_back({.key = std::string(key), .value = std::move(value)});
  return *this;
}

}  // namespace report
