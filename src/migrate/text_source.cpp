#include "migrate/text_source.hpp"

#include "base/diagnostic.hpp"
#include "base/error.hpp"
#include "base/exit.hpp"
#include "base/text_position.hpp"
#include "sql/text_error.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace migrate {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

TextSource::TextSource(const std::string& path) : path_(path), file_(path) {}

std::size_t TextSource::read(std::span<char> room) {
  const std::size_t count = file_.read(room);
  const std::string_view piece(room.data(), count);
  check(piece);
  sum(piece);
  offset_ += count;
  return count;
}

void TextSource::check(std::string_view piece) {
  if (const auto nul = piece.find('\0'); nul != std::string_view::npos)
    throw text_error(path_, {.offset = offset_ + nul},
                     {.headline = "\"" + path_ + "\" holds a NUL byte",
                      .helps = {"save it as UTF-8 text; UTF-16 files look like this"}},
                     "here");
  const auto bad = piece.empty() ? utf8_.finish() : utf8_.add(piece);
  if (bad)
    throw text_error(path_, {.offset = *bad},
                     {.headline = "\"" + path_ + "\" is not UTF-8 text",
                      .helps = {"save it as UTF-8: iconv -f LATIN1 -t UTF-8 " + path_}},
                     "this byte begins no UTF-8 character");
}

void TextSource::sum(std::string_view piece) {
  // A read that returns one or two bytes at the start of a file is not to be expected.
  if (offset_ == 0 && piece.starts_with(byte_order_mark)) piece.remove_prefix(3);
  checksum_.add(piece);
}

base::Error unusable(const std::string& path, const sql::TextError& error) {
  base::Diagnostic diagnostic{.headline = "\"" + path + "\": " + error.what()};
  if (!error.help().empty()) diagnostic.helps.push_back(error.help());
  return text_error(path, {.offset = error.offset()}, std::move(diagnostic), "here");
}

base::Error text_error(const std::string& path, const Spot& spot, base::Diagnostic diagnostic,
                       const std::string& label) {
  base::FileSource source(path);
  diagnostic.place = base::locate(source, path, spot.offset, spot.length);
  diagnostic.place->label = label;
  return {base::Exit::migrations_unusable, std::move(diagnostic)};
}

}  // namespace migrate
