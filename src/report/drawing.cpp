#include "report/drawing.hpp"

#include "base/diagnostic.hpp"
#include "report/excerpt.hpp"
#include "report/printable.hpp"
#include "report/reporter.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace report {
namespace {

/// Line numbers stand in a gutter that is this wide at least, so that short blocks look alike.
constexpr std::size_t narrowest = 2;

std::string blanks(std::size_t count) {
  return std::string().append(count, ' ');
}

class Drawing {
 public:
  Drawing(std::size_t gutter, std::string_view colour) : gutter_(gutter), colour_(colour) {}

  void draw_place(const base::Place& place);
  void draw_bar() { begin_line("").append(" |"); }
  /// `= key: value`, a value of several lines indented.
  void draw_remark(std::string_view key, std::string_view value);
  [[nodiscard]] std::string text() const { return text_; }

 private:
  /// A new line, with its gutter.
  std::string& begin_line(std::string_view in_gutter);
  void draw_carets(const Excerpt& excerpt, std::string_view label);

  std::size_t gutter_;
  std::string_view colour_;
  std::string text_{};
};

std::string& Drawing::begin_line(std::string_view in_gutter) {
  text_ += '\n';
  return text_.append(gutter_ - in_gutter.size(), ' ').append(in_gutter);
}

void Drawing::draw_place(const base::Place& place) {
  begin_line("").append("--> ").append(printable(place.file));
  text_.append(":").append(std::to_string(place.line));
  text_.append(":").append(std::to_string(place.column));
  if (place.text.empty()) {
    if (!place.label.empty())
      text_.append(": ").append(printable_lines(place.label, blanks(gutter_ + 4)));
    return;
  }
  const Excerpt excerpt = excerpt_of(place);
  draw_bar();
  begin_line(std::to_string(place.line)).append(" | ").append(excerpt.text);
  draw_carets(excerpt, place.label);
}

void Drawing::draw_carets(const Excerpt& excerpt, std::string_view label) {
  draw_bar();
  text_.append(1 + excerpt.indent, ' ').append(colour_).append(excerpt.carets, '^');
  if (!label.empty()) {
    const std::string margin =
        blanks(gutter_) + " | " + blanks(excerpt.indent + excerpt.carets + 1);
    text_.append(" ").append(printable_lines(label, margin));
  }
  if (!colour_.empty()) text_ += plain;
}

void Drawing::draw_remark(std::string_view key, std::string_view value) {
  const std::size_t margin = gutter_ + key.size() + 5;
  begin_line("").append(" = ").append(key).append(": ");
  text_ += printable_lines(value, blanks(margin));
}

/// SQLite's codes have names and are no SQLSTATEs.
std::string code_text(const std::string& code) {
  return code.starts_with("SQLITE_") ? code : "SQLSTATE " + code;
}

/// The code leads the facts.
std::vector<std::string> facts_of(const base::Diagnostic& diagnostic) {
  std::vector<std::string> facts = diagnostic.notes;
  if (diagnostic.sqlstate.empty()) return facts;
  const std::string code = code_text(diagnostic.sqlstate);
  if (facts.empty()) return {code};
  facts.front().insert(0, code + "; ");
  return facts;
}

std::size_t gutter_of(const base::Diagnostic& diagnostic) {
  if (!diagnostic.place) return narrowest;
  return std::max(narrowest, std::to_string(diagnostic.place->line).size());
}

}  // namespace

std::string draw_body(const base::Diagnostic& diagnostic, std::string_view colour) {
  Drawing drawing(gutter_of(diagnostic), colour);
  const std::vector<std::string> facts = facts_of(diagnostic);
  if (diagnostic.place) drawing.draw_place(*diagnostic.place);
  const bool remarks = !facts.empty() || !diagnostic.helps.empty() || !diagnostic.detail.empty() ||
                       !diagnostic.hint.empty();
  if (remarks && diagnostic.place && !diagnostic.place->text.empty()) drawing.draw_bar();
  if (!diagnostic.detail.empty()) drawing.draw_remark("detail", diagnostic.detail);
  if (!diagnostic.hint.empty()) drawing.draw_remark("hint", diagnostic.hint);
  for (const std::string& fact : facts)
    drawing.draw_remark("note", fact);
  for (const std::string& help : diagnostic.helps)
    drawing.draw_remark("help", help);
  return drawing.text();
}

std::string to_text(const base::Diagnostic& diagnostic, const std::string& severity) {
  return severity + ": " + printable_lines(diagnostic.headline, "  ") + draw_body(diagnostic, {});
}

}  // namespace report
