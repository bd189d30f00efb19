#pragma once

#include "db/session.hpp"

namespace db {

/// Rolls back unless commit() was reached.
class Transaction {
 public:
  Transaction(Session& session, const Limits& limits) : session_(session) { session.begin(limits); }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  ~Transaction() {
    if (!done_) session_.rollback();
  }

  /// As Session::commit(); what it refuses is rolled back.
  void commit() {
    session_.commit();
    done_ = true;
  }

 private:
  Session& session_;
  bool done_{false};
};

}  // namespace db
