#include "report/json_line.hpp"

#include "report/account.hpp"

#include <nlohmann/json.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>

namespace report {
namespace {

using Json = nlohmann::ordered_json;

struct ToJson {
  Json operator()(std::monostate /*none*/) const { return nullptr; }
  Json operator()(const auto& value) const { return value; }
};

}  // namespace

std::string json_members(const Account& account) {
  Json object = {{"event", account.event}, {"message", account.message}};
  for (const Field& field : account.fields)
    object[field.key] = std::visit(ToJson{}, field.value);
  return object.dump(-1, ' ', false, Json::error_handler_t::replace).substr(1);
}

}  // namespace report
