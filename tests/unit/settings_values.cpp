#include "base/duration.hpp"
#include "entrypoint/settings.hpp"
#include "unit/settings_world.hpp"
#include "unit/url_words.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <ostream>  // IWYU pragma: keep
#include <string>
#include <vector>

using entrypoint::Settings;
using std::chrono::minutes;
using std::chrono::seconds;
using unit::Environment;
using unit::has;

namespace {

using Words = std::vector<std::string>;

Settings parse(const Words& words, const Environment::Variables& variables) {
  Environment environment(variables);
  return entrypoint::parse_settings(words, environment.world());
}

std::string complaint(const Words& words, const Environment::Variables& variables) {
  return unit::complaint([&] { (void)parse(words, variables); });
}

}  // namespace

TEST_CASE("settings: command line before environment before config file before default") {
  const unit::Folder folder;
  const std::string config =
      folder.file("migrexec.ini", "wait-timeout = 3m\nlock-timeout = 3m\nrole = third\n");
  const Settings settings =
      parse({"migrate", "--wait-timeout", "1m", "--config", config},
            {{"MIGREXEC_WAIT_TIMEOUT", "2m"}, {"MIGREXEC_LOCK_TIMEOUT", "2m"}});
  CHECK(settings.wait_timeout == minutes(1));
  CHECK(settings.lock_timeout == minutes(2));
  CHECK(settings.role == "third");
  CHECK(settings.ddl_lock_timeout == seconds(5));
}

TEST_CASE("settings: the values that options take") {
  const Settings settings =
      parse({"migrate", "--transaction", "all", "--out-of-order", "apply", "--ahead", "error",
             "--format", "json", "--log-format", "json", "--log-level", "debug", "--migrations",
             "sql", "--statement-timeout", "0", "--history-table", "ops.history"},
            {});
  CHECK(settings.transaction == entrypoint::TransactionMode::all);
  CHECK(settings.out_of_order == entrypoint::OutOfOrder::apply);
  CHECK(settings.ahead == entrypoint::Ahead::error);
  CHECK(settings.format == entrypoint::Format::json);
  CHECK(settings.log_format == entrypoint::Format::json);
  CHECK(settings.log_level == entrypoint::LogLevel::debug);
  CHECK(settings.migrations == "sql");
  CHECK(settings.statement_timeout == base::Duration(0));
  CHECK(settings.history_table == "ops.history");
}

TEST_CASE("settings: a bad value names its origin") {
  CHECK(complaint({"migrate", "--wait-timeout", "5x"}, {}) ==
        "78 --wait-timeout: \"5x\" is not a duration\n"
        "help: write a number and ms, s, m or h: 250ms, 30s, 5m, 1h\n");
  CHECK(complaint({"migrate"}, {{"MIGREXEC_TRANSACTION", "eech"}}) ==
        "78 MIGREXEC_TRANSACTION: \"eech\" is not known\n"
        "help: did you mean \"each\"?\nhelp: write each, all or none\n");
}

TEST_CASE("settings: a bad value with a password in it is shown without") {
  const std::string words = complaint({"migrate", "--log-level", "postgres://a:s3cret@db"}, {});
  CHECK(!has(words, "s3cret"));
}

TEST_CASE("settings: an empty value on the command line is refused") {
  CHECK(complaint({"migrate", "--role", ""}, {}).starts_with("78 --role: \"\" is empty"));
}

TEST_CASE("settings: an empty variable counts as unset") {
  CHECK(parse({"migrate"}, {{"MIGREXEC_ROLE", ""}}).role.empty());
}

TEST_CASE("settings: unknown variables are ignored") {
  CHECK_NOTHROW(parse({"migrate"}, {{"MIGREXEC_SERVICE_HOST", "10.0.0.1"},
                                    {"MIGREXEC_PORT", "tcp://10.0.0.1:80"}}));
}

TEST_CASE("settings: switches and lists of the environment") {
  CHECK(parse({"migrate"}, {{"MIGREXEC_DRY_RUN", "true"}}).dry_run);
  CHECK(!parse({"migrate"}, {{"MIGREXEC_DRY_RUN", "0"}}).dry_run);
  CHECK(parse({"--", "app"}, {{"MIGREXEC_DROP_ENV", "A, B C"}}).drop_env == Words{"A", "B", "C"});
}

TEST_CASE("settings: a variable of an option that the command does not take is ignored") {
  CHECK_NOTHROW(parse({"status"}, {{"MIGREXEC_DRY_RUN", "perhaps"}}));
}

TEST_CASE("settings: a history table has at most one dot") {
  CHECK(complaint({"migrate", "--history-table", "a.b.c"}, {})
            .starts_with("78 --history-table: \"a.b.c\" has more than one dot"));
  CHECK(complaint({"migrate", "--history-table", ".b"}, {})
            .starts_with("78 --history-table: \".b\" has nothing on one side of its dot"));
}

TEST_CASE("settings: the termination log can be chosen") {
  CHECK(parse({"migrate"}, {{"MIGREXEC_TERMINATION_LOG", "/tmp/x"}}).termination_log == "/tmp/x");
}

TEST_CASE("early log settings: the command line counts more than the environment") {
  Environment environment({{"MIGREXEC_LOG_FORMAT", "text"}, {"MIGREXEC_LOG_LEVEL", "error"}});
  const entrypoint::LogSettings log =
      entrypoint::early_log_settings({"migrate", "--log-format=json"}, environment.world());
  CHECK(log.format == entrypoint::Format::json);
  CHECK(log.level == entrypoint::LogLevel::error);
}

TEST_CASE("early log settings: what is wrong counts as absent") {
  Environment environment(
      {{"MIGREXEC_LOG_FORMAT", "yaml"}, {"MIGREXEC_LOG_LEVEL_FILE", "/nowhere"}});
  const entrypoint::LogSettings log =
      entrypoint::early_log_settings({"--log-format"}, environment.world());
  CHECK(log.format == entrypoint::Format::text);
  CHECK(log.level == entrypoint::LogLevel::info);
}

TEST_CASE("early log settings: the config file counts, wrong lines in it or not") {
  const unit::Folder folder;
  const std::string path = folder.file("m.ini", "nonsense\n[x]\n log-format = json \r\n");
  Environment environment({{"MIGREXEC_CONFIG", path}});
  CHECK(entrypoint::early_log_settings({"migrate"}, environment.world()).format ==
        entrypoint::Format::json);
}

TEST_CASE("early log settings: what stands behind two dashes is the application's") {
  Environment environment;
  CHECK(entrypoint::early_log_settings({"--", "app", "--log-format=json"}, environment.world())
            .format == entrypoint::Format::text);
}
