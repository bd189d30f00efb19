#include "db/sqlite/schema.hpp"

#include "db/session.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace db::sqlite {
namespace {

bool is_space(char c) {
  return std::isspace(static_cast<unsigned char>(c)) != 0;
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// What stands in quotes, up to its closing one.
std::string_view quoted(std::string_view text) {
  const char close = text.front() == '[' ? ']' : text.front();
  return text.substr(0, std::min(text.find(close, 1), text.size() - 1) + 1);
}

/// SQLite keeps the text that made an object; ALTER TABLE edits it. The same text in one spelling:
/// no comments, lower case, no quotes around names, spaces only between words.
std::string plain(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    std::size_t length = 1;
    if (text.starts_with("--")) {
      length = std::min(text.find('\n'), text.size());
    } else if (text.starts_with("/*")) {
      length = std::min(text.find("*/", 2), text.size() - 2) + 2;
    } else if (text.front() == '\'') {
      length = quoted(text).size();
      result += text.substr(0, length);
    } else if (text.front() == '"' || text.front() == '`' || text.front() == '[') {
      length = quoted(text).size();
      const bool joins = !result.empty() && is_word(result.back());
      result += (joins ? " " : "") + plain(text.substr(1, length - 2));
    } else if (is_space(text.front())) {
      const std::size_t next = std::min(text.find_first_not_of(" \t\r\n"), text.size());
      const bool between_words =
          !result.empty() && is_word(result.back()) && next < text.size() && is_word(text[next]);
      if (between_words) result += ' ';
      length = next;
    } else {
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(text.front())));
    }
    text.remove_prefix(length);
  }
  return result;
}

/// The columns and constraints between a table's parentheses, and what follows them.
std::vector<std::string> items_of(std::string_view table) {
  std::vector<std::string> items;
  std::string item;
  int depth = 0;
  bool in_text = false;
  for (const char c : table) {
    if (c == '\'') in_text = !in_text;
    if (!in_text && c == ')') --depth;
    const bool border = !in_text && ((c == ',' && depth == 1) || (c == '(' && depth == 0) ||
                                     (c == ')' && depth == 0));
    if (!in_text && c == '(') ++depth;
    if (!border) {
      item += c;
      continue;
    }
    items.push_back(item);
    item.clear();
  }
  if (!item.empty()) items.push_back(item);
  return items;
}

void add_table(std::vector<std::string>& lines, const std::string& name, const std::string& sql) {
  const std::string text = plain(sql);
  std::vector<std::string> items = items_of(text);
  lines.push_back("table " + name);
  // The first is "create table <name>", which a rename may have spelled otherwise.
  for (std::size_t i = 1; i < items.size(); ++i)
    lines.push_back("table " + name + ": " + items[i]);
}

}  // namespace

std::vector<std::string> schema(Session& session) {
  const std::array<Value, 1> history{session.server().history_table};
  const Rows rows = session.query(
      "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' "
      "ESCAPE '\\' AND '\"main\".\"' || replace(tbl_name, '\"', '\"\"') || '\"' <> $1",
      history);
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    const std::string type = row[0].value_or("");
    const std::string name = row[1].value_or("");
    if (type == "table") {
      add_table(lines, name, row[2].value_or(""));
    } else {
      std::string line = type;
      lines.push_back(
          line.append(" ").append(name).append(": ").append(plain(row[2].value_or(""))));
    }
  }
  std::ranges::sort(lines);
  return lines;
}

}  // namespace db::sqlite
