#pragma once

#include "base/duration.hpp"
#include "report/account.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace report {

/// Gathers the fields of an account, in their order.
class Fields {
 public:
  Fields& add(std::string_view key, const std::string& text);
  Fields& add(std::string_view key, const std::vector<std::string>& texts);
  Fields& add(std::string_view key, std::size_t number);
  Fields& add(std::string_view key, int number);
  /// In milliseconds.
  Fields& add(std::string_view key, base::Duration duration);
  Fields& add(std::string_view key, std::optional<base::Duration> duration);
  /// Left out if it is empty.
  Fields& add_if_any(std::string_view key, const std::string& text);
  Fields& add(const Name& migration);
  Fields& add(const base::Diagnostic& diagnostic);

  [[nodiscard]] std::vector<Field> list() { return std::move(list_); }

 private:
  Fields& put(std::string_view key, Field::Value value);

  std::vector<Field> list_{};
};

}  // namespace report
