#include "report/table.hpp"

#include "base/utf8.hpp"
#include "report/printable.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
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

std::string aligned(const Row& row, const std::vector<std::size_t>& widths) {
  std::string line;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const std::string cell = printable(row[i]);
    line += cell + std::string(widths[i] - base::code_points(cell) + gap, ' ');
  }
  line.resize(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

std::string to_columns(const std::vector<Row>& rows) {
  const std::vector<std::size_t> widths = widths_of(rows);
  std::string table;
  for (const Row& row : rows)
    table += aligned(row, widths) + "\n";
  return table;
}

}  // namespace report
