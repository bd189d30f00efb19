#include "report/table.hpp"

#include "base/utf8.hpp"
#include "report/printable.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace report {
namespace {

using Row = std::vector<std::string>;

constexpr std::size_t gap = 2;

std::vector<std::size_t> widths_of(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], base::code_points(printable(row[i])));
  }
  return widths;
}

using Paint = std::function<std::string(std::size_t column, const std::string& cell)>;

std::string aligned(const Row& row, const std::vector<std::size_t>& widths, const Paint& paint) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = printable(row[i]);
    line += paint(i, cell) + std::string(widths[i] - base::code_points(cell) + gap, ' ');
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

std::string columns(const std::vector<Row>& rows, const Paint& paint) {
  const std::vector<std::size_t> widths = widths_of(rows);
  std::string table;
  for (const Row& row : rows)
    table += aligned(row, widths, paint) + "\n";
  return table;
}

std::string painted(const std::string& cell, Tone tone) {
  constexpr std::array<std::string_view, 4> colours{"", "\x1b[32m", "\x1b[33m", "\x1b[1;31m"};
  if (tone == Tone::plain || cell.empty()) return cell;
  return std::string(colours.at(static_cast<std::size_t>(tone))) + cell + "\x1b[0m";
}

}  // namespace

std::string to_columns(const std::vector<Row>& rows) {
  return columns(rows, [](std::size_t /*column*/, const std::string& cell) { return cell; });
}

std::string to_columns(const std::vector<Row>& rows, std::size_t column, const ToneOf& tone_of,
                       int fd) {
  if (::isatty(fd) != 1 || std::getenv("NO_COLOR") != nullptr) return to_columns(rows);
  return columns(rows, [&](std::size_t at, const std::string& cell) {
    return at == column ? painted(cell, tone_of(cell)) : cell;
  });
}

}  // namespace report
