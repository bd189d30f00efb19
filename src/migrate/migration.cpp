#include "migrate/migration.hpp"

#include "migrate/version.hpp"

#include <string>

namespace migrate {

std::string Migration::label() const {
  return label_of(kind, version, name);
}

std::string key_of(Kind kind, const Version& version, const std::string& name) {
  if (kind == Kind::repeatable) return "R__" + name;
  return (kind == Kind::baseline ? "B" : "") + version.text();
}

std::string label_of(Kind kind, const Version& version, const std::string& name) {
  std::string key = key_of(kind, version, name);
  if (kind == Kind::repeatable) return key;
  return key + (kind == Kind::baseline ? "__" : "_") + name;
}

}  // namespace migrate
