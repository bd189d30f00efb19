#include "migrate/aftermath.hpp"

#include "db/session.hpp"
#include "sql/statement_traits.hpp"
#include "support/fake_database.hpp"
#include "support/fake_session.hpp"

#include <doctest/doctest.h>

#include <ostream>  // IWYU pragma: keep
#include <string>
#include <string_view>

using migrate::Aftermath;
using sql::Effect;
using What = sql::Effect::What;

namespace {

const Effect index{.what = What::index_created, .name = "i", .table = "a"};
const Effect detach{.what = What::partition_detached, .name = "p", .table = "t"};

/// A catalog that answers every question with these rows.
struct Catalog {
  explicit Catalog(const db::Rows& rows) { database.answer("SELECT", rows); }

  Aftermath look(const Effect& effect, std::string_view before = "") {
    return migrate::look(session, effect, before);
  }
  [[nodiscard]] bool was_asked(const std::string& words) const {
    return database.journal().find(words) != std::string::npos;
  }

  support::FakeDatabase database{};
  support::FakeSession session{database};
};

}  // namespace

TEST_CASE("aftermath: a valid index is done") {
  CHECK(Catalog({{"7", "public.i", "t"}}).look(index) == Aftermath::done);
}

TEST_CASE("aftermath: no index is not done") {
  CHECK(Catalog({}).look(index) == Aftermath::not_done);
}

TEST_CASE("aftermath: an invalid index is dropped, and not done") {
  Catalog catalog({{"7", "public.i", "f"}});
  CHECK(catalog.look(index) == Aftermath::not_done);
  CHECK(catalog.was_asked("DROP INDEX CONCURRENTLY IF EXISTS public.i"));
}

TEST_CASE("aftermath: beside a valid index an invalid one is dropped too") {
  Catalog catalog({{"7", "public.i", "t"}, {"8", "public.i1", "f"}});
  CHECK(catalog.look(index) == Aftermath::done);
  CHECK(catalog.was_asked("DROP INDEX CONCURRENTLY IF EXISTS public.i1"));
}

TEST_CASE("aftermath: indexes that were there before don't count") {
  Catalog catalog({});
  catalog.look(index, "17,18");
  CHECK(catalog.was_asked("c.oid NOT IN (17,18)"));
}

TEST_CASE("aftermath: an index without a name is any new one of its table") {
  Catalog catalog({});
  catalog.look({.what = What::index_created, .table = "a"});
  CHECK_FALSE(catalog.was_asked("c.relname ="));
}

TEST_CASE("aftermath: before an index is built its table's indexes are noted") {
  Catalog catalog({{"17,18"}});
  CHECK(migrate::before(catalog.session, index) == "17,18");
  Catalog without_indexes({{db::Value()}});
  CHECK(migrate::before(without_indexes.session, index).empty());
}

TEST_CASE("aftermath: before anything else there is nothing to note") {
  Catalog catalog({});
  CHECK(migrate::before(catalog.session, detach).empty());
  CHECK(catalog.database.journal().empty());
}

TEST_CASE("aftermath: a partition that is none any more is detached") {
  CHECK(Catalog({}).look(detach) == Aftermath::done);
}

TEST_CASE("aftermath: a partition that is whole is not detached") {
  CHECK(Catalog({{"f"}}).look(detach) == Aftermath::not_done);
}

TEST_CASE("aftermath: a partition half detached is detached for good") {
  Catalog catalog({{"t"}});
  CHECK(catalog.look(detach) == Aftermath::done);
  CHECK(catalog.was_asked("ALTER TABLE t DETACH PARTITION p FINALIZE"));
}

TEST_CASE("aftermath: the other effects are there or not") {
  const Effect dropped{.what = What::index_dropped, .name = "i"};
  CHECK(Catalog({{"t"}}).look(dropped) == Aftermath::done);
  CHECK(Catalog({{"f"}}).look(dropped) == Aftermath::not_done);
  const Effect created{.what = What::database_created, .name = "shop"};
  CHECK(Catalog({{"t"}}).look(created) == Aftermath::done);
  CHECK(Catalog({{"f"}}).look(created) == Aftermath::not_done);
}

TEST_CASE("aftermath: a name is asked for as it is written") {
  Catalog catalog({{"t"}});
  catalog.look({.what = What::index_dropped, .name = R"("My"."o'i")"});
  CHECK(catalog.was_asked(R"(to_regclass('"My"."o''i"') IS NULL)"));
}
