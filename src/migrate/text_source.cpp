#include "migrate/text_source.hpp"

#include "base/byte_source.hpp"
#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/file.hpp"
#include "base/text_position.hpp"
#include "base/view_source.hpp"
#include "migrate/migration.hpp"
#include "sql/placeholders.hpp"
#include "sql/text_error.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace migrate {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

/// The diagnostic with its place drawn, which is one of the text as written.
base::Error error_in_written(const Script& script, const Spot& spot, base::Diagnostic diagnostic,
                             const std::string& label) {
  const auto source = open_written(script);
  diagnostic.place = base::locate(*source, script.path, spot.offset, spot.length);
  diagnostic.place->label = label;
  return {base::Exit::migrations_unusable, std::move(diagnostic)};
}

base::Diagnostic headline_of(const Script& script, const sql::TextError& error) {
  base::Diagnostic diagnostic{.headline = "\"" + script.path + "\": " + error.what()};
  if (!error.help().empty()) diagnostic.helps.push_back(error.help());
  return diagnostic;
}

Spot as_written(const Script& script, const Spot& spot) {
  if (!script.values) return spot;
  const auto source = open_written(script);
  const sql::Stretch stretch =
      sql::as_written(*source, *script.values, {.offset = spot.offset, .length = spot.length});
  return {.offset = stretch.offset, .length = stretch.length};
}

}  // namespace

std::unique_ptr<base::ByteSource> open_written(const Script& script) {
  if (script.recorded) return std::make_unique<base::ViewSource>(*script.recorded);
  return std::make_unique<base::FileSource>(script.path);
}

RunningText::RunningText(const Script& script, base::ByteSource& written)
    : script_(script), written_(written) {
  if (script.values) placeholders_.emplace(written, *script.values);
}

std::size_t RunningText::read(std::span<char> room) {
  if (!placeholders_) return written_.read(room);
  try {
    return placeholders_->read(room);
  } catch (const sql::TextError& error) {
    throw error_in_written(script_, {.offset = error.offset()}, headline_of(script_, error),
                           "here");
  }
}

TextSource::TextSource(const Script& script) : script_(script), bytes_(open_written(script)) {}

std::size_t TextSource::read(std::span<char> room) {
  const std::size_t count = bytes_->read(room);
  const std::string_view piece(room.data(), count);
  check(piece);
  sum(piece);
  offset_ += count;
  return count;
}

void TextSource::check(std::string_view piece) {
  if (const auto nul = piece.find('\0'); nul != std::string_view::npos)
    throw error_in_written(script_, {.offset = offset_ + nul},
                           {.headline = "\"" + script_.path + "\" holds a NUL byte",
                            .helps = {"save it as UTF-8 text; UTF-16 files look like this"}},
                           "here");
  const auto bad = piece.empty() ? utf8_.finish() : utf8_.add(piece);
  if (bad)
    throw error_in_written(
        script_, {.offset = *bad},
        {.headline = "\"" + script_.path + "\" is not UTF-8 text",
         .helps = {"save it as UTF-8: iconv -f LATIN1 -t UTF-8 " + script_.path}},
        "this byte begins no UTF-8 character");
}

void TextSource::sum(std::string_view piece) {
  // A read that returns one or two bytes at the start of a file is not to be expected.
  if (offset_ == 0 && piece.starts_with(byte_order_mark)) piece.remove_prefix(3);
  checksum_.add(piece);
}

base::Place place_of(const Script& script, const Spot& spot, const std::string& label) {
  const Spot written = as_written(script, spot);
  const auto source = open_written(script);
  base::Place place = base::locate(*source, script.path, written.offset, written.length);
  place.label = label;
  return place;
}

base::Error text_error(const Script& script, const Spot& spot, base::Diagnostic diagnostic,
                       const std::string& label) {
  diagnostic.place = place_of(script, spot, label);
  return {base::Exit::migrations_unusable, std::move(diagnostic)};
}

base::Error unusable(const Script& script, const sql::TextError& error) {
  return text_error(script, {.offset = error.offset()}, headline_of(script, error), "here");
}

}  // namespace migrate
