#include "entrypoint/commands/script_text.hpp"

#include "entrypoint/commands/output.hpp"
#include "migrate/migration.hpp"
#include "migrate/text_source.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace entrypoint {
namespace {

template <typename Use>
void read_pieces(const migrate::Script& script, const Use& use) {
  const auto written = migrate::open_written(script);
  migrate::RunningText text(script, *written);
  std::array<char, 65536> piece{};
  while (const std::size_t count = text.read(piece))
    use(std::string_view(piece.data(), count));
}

}  // namespace

void print_script(const migrate::Script& script) {
  char last = '\n';
  read_pieces(script, [&](std::string_view piece) {
    print(piece);
    last = piece.back();
  });
  print(last == '\n' ? "\n" : "\n\n");
}

std::string script_text(const migrate::Script& script) {
  std::string text;
  read_pieces(script, [&](std::string_view piece) { text += piece; });
  return text;
}

}  // namespace entrypoint
