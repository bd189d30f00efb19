#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace migrate {

/// A number of any length, kept as it was spelled: `001` equals `1`.
class Version {
 public:
  Version() = default;
  /// `digits` holds nothing else.
  explicit Version(std::string digits) : digits_(std::move(digits)) {}

  [[nodiscard]] const std::string& text() const { return digits_; }
  /// The next number, as wide if that holds it.
  [[nodiscard]] Version successor() const;

  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version& other) const { return (*this <=> other) == 0; }

 private:
  [[nodiscard]] std::string_view number() const;

  std::string digits_{};
};

}  // namespace migrate
